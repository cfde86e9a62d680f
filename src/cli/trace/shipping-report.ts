import { type Shipping } from '../../ledger/trace/may-ship.ts';
import { type FindingSaid, isDecision } from '../../ledger/trace/traced-entry.ts';
import { makePaint, shortOid, showOutside } from '../text.ts';

/** What `verify` was asked, in full. */
export interface ShippingReport {
  /** The whole id of the commit, or the digest. Null: no commit begins so. */
  readonly what: string | null;
  /** As the user wrote it. */
  readonly asked: string;
  readonly environment: string | null;
  readonly shipping: Shipping;
}

/** docs/cli.md describes the shape. */
export function shippingJson({ what, asked, environment, shipping }: ShippingReport) {
  const { state, entry, decision, isLate } = shipping;
  const { index = null, time = null } = entry ?? {};
  return {
    asked,
    what,
    environment,
    answer: state,
    late: isLate,
    index,
    time,
    decision,
    findings: findingsOf(shipping),
    validUntil: untilOf(shipping),
  };
}

export function showShipping(report: ShippingReport, colours: boolean): string {
  const paint = makePaint(colours);
  const { state } = report.shipping;
  const mark = state === 'yes' ? paint('green', '✓') : state === 'no' ? paint('red', '✗') : paint('yellow', '?');
  const findings = findingsOf(report.shipping).map(
    ({ rule, state: is, codes }) => `  ${showOutside(rule ?? 'the policy as a whole')}: ${is} (${codes.join(', ')})`,
  );
  return `${[`${mark} ${showOutside(describe(report))}`, ...findings].join('\n')}\n`;
}

function findingsOf({ entry, state }: Shipping): readonly FindingSaid[] {
  return entry !== null && state === 'no' && isDecision(entry) ? entry.says.findings : [];
}

function untilOf({ entry }: Shipping): string | null {
  return entry !== null && isDecision(entry) ? entry.says.validUntil : null;
}

function describe({ what, asked, environment, shipping }: ShippingReport): string {
  const { state, entry, decision, isLate } = shipping;
  const name = what === null ? asked : what.length === 64 && asked.startsWith('sha256:') ? asked : shortOid(what);
  const place = environment === null ? '' : ` to ${environment}`;
  if (entry === null) return `Nothing is recorded that says whether ${name} may ship${place}.`;
  const where = `entry ${entry.index} of ${entry.time ?? 'an unknown time'}`;
  if (isDecision(entry)) {
    const until = untilOf(shipping);
    const held = state === 'yes' && until !== null ? ` It was decided until ${until}.` : '';
    return `${name} may ${state === 'yes' ? '' : 'not '}ship${place}: ${where} decided so.${held}`;
  }
  if (state === 'no')
    return `${name} may not ship: ${where} says that it landed and that no passing decision covers it.`;
  if (isLate) return `${name} may ship: it landed without a decision and was covered late, by ${where}.`;
  return `${name} may ship: ${where} says that it landed, covered by the passing decision ${decision ?? '?'}.`;
}
