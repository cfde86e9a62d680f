import {
  constant,
  count,
  described,
  either,
  list,
  map,
  nullable,
  type Of,
  object,
  oneOf,
  optional,
  text,
} from '../shape.ts';
import { code, entryId, gitId } from '../terms.ts';
import { statement } from './statement.ts';

/**
 * An irregularity: opened once, then acknowledged or closed by entries of the same subject. Ids, counts and codes only:
 * what an outsider wrote stands nowhere in it.
 */

/** Every irregularity that can be alerted. Closed: whoever can find a new one adds its code here. */
export const alertCodes = [
  // The ledger branch: commits on top; files changed; gone; another history in its place.
  'branch.commit-added',
  'branch.changed',
  'branch.deleted',
  'branch.replaced',
  // The same of the evidence branch.
  'evidence.commit-added',
  'evidence.changed',
  'evidence.deleted',
  'evidence.replaced',
  // A witness saw a checkpoint of this ledger that ours does not continue.
  'witness.inconsistent',
  // A witness saw a larger checkpoint of this ledger than any that we signed.
  'witness.ahead',
  // Too few witnesses cosigned.
  'witness.quorum',
  // Something reached a branch with a policy, and no passing decision covers it.
  'landed.unjudged',
  // A tag that was there points to something else now, or is gone.
  'tag.moved',
  // Something was deployed to an environment of which a policy speaks, without a passing decision of ours.
  'deployment.ungated',
  // What protects an environment got weaker.
  'environment.changed',
  // A policy speaks of an environment, and jobs that go there do not wait for us.
  'environment.ungated',
  // A job of a workflow on the default branch may deploy without anybody asking us.
  'deployment.unguarded-job',
] as const;

export type AlertCode = (typeof alertCodes)[number];
export type AlertSeverity = 'warning' | 'critical';

const warnings: ReadonlySet<AlertCode> = new Set([
  'branch.commit-added',
  'evidence.commit-added',
  'witness.quorum',
  'deployment.unguarded-job',
]);

export function severityOf(alert: AlertCode): AlertSeverity {
  return warnings.has(alert) ? 'warning' : 'critical';
}

const alertCode = oneOf(...alertCodes);
const word = '^[a-z][A-Za-z]{0,39}$';

const details = object({
  commits: optional(list(gitId, { max: 20 })),
  /** A head that was found; null: there was none. */
  found: optional(nullable(gitId)),
  counts: optional(map(word, count())),
  /** Numeric ids on GitHub by what they are of. */
  ids: optional(map(word, count())),
  codes: optional(list(code, { max: 20 })),
  /** Keys of witnesses as notes name them: name and key id. */
  keys: optional(list(text('^[^\\s+]{1,200}\\+[0-9a-f]{8}$'), { max: 8 })),
  checkpoint: optional(object({ size: count(), root: text('^[A-Za-z0-9+/]{43}=$') })),
});

const opened = object({
  act: constant('opened'),
  code: alertCode,
  severity: oneOf('warning', 'critical'),
  from: described(
    'Ids of the entries that it was found in, or that say what was done about it.',
    list(entryId, { max: 20 }),
  ),
  details,
});

/** Somebody has seen it; it stays open. */
const acknowledged = object({ act: constant('acknowledged'), code: alertCode, opened: entryId });

const closed = object({
  act: constant('closed'),
  code: alertCode,
  opened: entryId,
  resolution: oneOf('resolved', 'accepted', 'mistaken'),
});

const act = either(opened, acknowledged, closed);

export const alertFields = { countersign_alert: act } as const;

export type AlertAct = Of<typeof act>;
export type AlertDetails = Of<typeof details>;

export const alertStatement = statement('alert', alertFields);
export type AlertStatement = Of<typeof alertStatement>;
