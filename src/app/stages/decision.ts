import { toRfc3339 } from '../../base/clock.ts';
import { commitSubject, type DecisionFields, draftDecision } from '../../ledger/build.ts';
import type { Draft } from '../../ledger/entry.ts';
import type { Subject } from '../../ledger/terms.ts';
import { approvalsOf } from '../../policy/approvals.ts';
import type { Finding, Outcome, RuleVerdict, Verdict } from '../../policy/verdict.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Collected, PolicyFile } from '../ports.ts';
import { VERSION } from '../version.ts';
import { checkDraft } from './checked-draft.ts';
import type { Gathered } from './gather.ts';
import { headerOf } from './header.ts';
import { type KnownPolicy, refDigestOf, subjectText } from './known-policies.ts';
import { ruleNameOf } from './rule-name.ts';

export interface Judged {
  readonly ledger: LedgerState;
  readonly subject: SubjectRef;
  readonly gathered: Gathered;
  readonly verdict: Verdict;
  readonly versions: readonly KnownPolicy[];
  /** Digest of the facts document in evidence. */
  readonly facts: string;
  readonly guids: readonly string[];
}

/** The decision as a ledger entry, without its time. Nothing that an outsider wrote is in it: ids, codes and counts. */
export async function draftDecisionEntry(
  context: Context,
  { gathered, verdict, facts, ...judged }: Judged,
): Promise<SubjectDraft> {
  return await draftEntryOn(context, {
    ...judged,
    about: subjectOfChange(context, gathered.collected),
    gathered,
    evidence: [{ uri: 'urn:countersign:evidence:facts', digest: { sha256: facts } }],
    said: {
      kind: verdict.kind,
      verdict: verdict.result,
      engine: verdict.engine,
      rules: countRules(verdict),
      findings: findingsOf(verdict),
      approvals: approvalsOf(verdict),
      validUntil: verdict.validUntil === null ? null : toRfc3339(verdict.validUntil),
    },
  });
}

export type SubjectDraft = Draft & { readonly subjectText: string };

/** What a decision says of its own accord; the rest follows from what it was read from. */
export type Said = Omit<DecisionFields['decision'], 'base' | 'layers'>;

export interface DraftOn extends Omit<Judged, 'verdict' | 'facts'> {
  readonly about: Subject;
  readonly evidence: DecisionFields['evidence'];
  readonly said: Said;
}

export async function draftEntryOn(context: Context, draftOn: DraftOn): Promise<SubjectDraft> {
  const { ledger, about, gathered } = draftOn;
  const { change, repository } = gathered.collected;
  const text = subjectText(about);
  const last = await context.store.ledgers.newestOf(ledger.id, text, 'decision');
  const observed = toRfc3339(gathered.facts.observedAt);
  const draft = draftDecision({
    origin: ledger.origin,
    subject: about,
    header: headerOf(context, { subject: draftOn.subject, n: (last?.n ?? 0) + 1, observed, guids: draftOn.guids }),
    verifier: {
      id: `urn:countersign:app:${context.config.ledger.host}:${context.config.appId}`,
      version: { countersign: VERSION },
    },
    resourceUri: `git+${urlOf(context, repository)}`,
    policy: policyOf(gathered),
    evidence: draftOn.evidence,
    decision: {
      ...draftOn.said,
      base: { gitCommit: change.baseTip, refDigest: refDigestOf(change.base) },
      layers: draftOn.versions.map(({ layer, version, digest }) => ({ layer, version, digest: { sha256: digest } })),
    },
  });
  return { ...checkDraft(draft), subjectText: text };
}

/** What a decision is about: the commit that was proposed, under the name of its repository. */
export function subjectOfChange(context: Context, { change, repository }: Collected): Subject {
  return commitSubject({
    repositoryUrl: urlOf(context, repository),
    commit: change.head,
    tree: change.headTree,
    sourceRefs: change.number === null ? [] : [`refs/pull/${change.number}/head`],
  });
}

export function urlOf({ config }: Context, { owner, name }: Collected['repository']): string {
  return `${config.site}/${owner}/${name}`;
}

/** The most specific file that was read; both layers stand under `layers`. */
function policyOf({ collected }: Gathered): DecisionFields['policy'] {
  const file: PolicyFile =
    collected.policy.state === 'absent' && collected.floor.state !== 'absent' ? collected.floor : collected.policy;
  return { uri: file.uri, digest: file.state === 'present' ? { gitBlob: file.blob, gitCommit: file.commit } : {} };
}

export function countRules(verdict: Verdict): DecisionFields['decision']['rules'] {
  const counts = { met: 0, unmet: 0, pending: 0, unknown: 0, skipped: 0 };
  for (const { rules } of verdict.layers) for (const { state } of rules) counts[state] += 1;
  return counts;
}

const MOST_CODES = 20;

export function findingsOf(verdict: Verdict): DecisionFields['decision']['findings'] {
  return verdict.layers.flatMap(({ layer, rules, problems, otherwise, result }) => [
    ...problems.map(({ truth, code }) => ({
      layer,
      rule: null,
      enforce: 'block' as const,
      state: openState(truth),
      codes: [code],
    })),
    ...(otherwise === 'deny' && result !== 'allow' && rules.every(({ state }) => state === 'skipped')
      ? [{ layer, rule: null, enforce: 'block' as const, state: 'unmet' as const, codes: ['policy.no-rule-applies'] }]
      : []),
    ...rules.flatMap((rule, position) => {
      if (rule.state === 'met' || rule.state === 'skipped') return [];
      const name = ruleNameOf(rule.rule, position);
      return [{ layer, rule: name, enforce: rule.enforce, state: rule.state, codes: codesOf(rule) }];
    }),
  ]);
}

function openState(truth: Outcome['truth']): 'unmet' | 'pending' | 'unknown' {
  return truth === 'met' ? 'unknown' : truth;
}

/** Codes of everything that kept the rule from being met, each once, in the order of the policy. */
function codesOf({ when, require }: RuleVerdict): readonly string[] {
  const outcomes = [when, require].filter((outcome) => outcome !== null);
  const open = outcomes.flatMap((outcome) => findingsIn(outcome).filter(({ truth }) => truth !== 'met'));
  // Under a `not`, what kept the rule from being met is that something is met.
  const said = open.length > 0 ? open : outcomes.flatMap(findingsIn);
  return [...new Set(said.map(({ code }) => code))].slice(0, MOST_CODES);
}

function findingsIn(outcome: Outcome): readonly Finding[] {
  return [...outcome.findings, ...outcome.parts.flatMap(findingsIn)];
}
