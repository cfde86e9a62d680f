import { toRfc3339 } from '../../base/clock.ts';
import { commitSubject, type DecisionFields, draftDecision } from '../../ledger/build.ts';
import type { Draft } from '../../ledger/entry.ts';
import type { Subject } from '../../ledger/terms.ts';
import { decisionOf } from '../../policy/decision.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Collected, PolicyFile } from '../ports.ts';
import { VERSION } from '../version.ts';
import { checkDraft } from './checked-draft.ts';
import type { Gathered } from './gather.ts';
import { headerOf } from './header.ts';
import { type KnownPolicy, refDigestOf, subjectText } from './known-policies.ts';

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
    said: decisionOf(verdict),
  });
}

export type SubjectDraft = Draft & { readonly subjectText: string };

export interface DraftOn extends Omit<Judged, 'verdict' | 'facts'> {
  readonly about: Subject;
  readonly evidence: DecisionFields['evidence'];
  /** The rest follows from what it was read from. */
  readonly said: Omit<DecisionFields['decision'], 'base' | 'layers'>;
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

export function urlOf({ config }: Context, { owner, name }: Pick<Collected['repository'], 'owner' | 'name'>): string {
  return `${config.site}/${owner}/${name}`;
}

/** The most specific file that was read; both layers stand under `layers`. */
function policyOf({ collected }: Gathered): DecisionFields['policy'] {
  const file: PolicyFile =
    collected.policy.state === 'absent' && collected.floor.state !== 'absent' ? collected.floor : collected.policy;
  return { uri: file.uri, digest: file.state === 'present' ? { gitBlob: file.blob, gitCommit: file.commit } : {} };
}
