import type { Instant } from '../../base/clock.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { type FactsBase, packFacts, unpackFacts, verdictDigest } from '../../ledger/facts-document.ts';
import { type CommitFacts, type Facts, type Known, known } from '../../policy/facts.ts';
import type { Layer } from '../../policy/layer.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import { type EvidenceBox, toJson } from './evidence.ts';
import type { Gathered } from './gather.ts';
import { type KnownPolicy, policySubject, subjectText } from './known-policies.ts';

/** What came out, and for which instant. */
export interface JudgedAt {
  readonly verdict: Verdict;
  readonly at: Instant;
}

export interface Putting {
  readonly ledger: LedgerState;
  readonly subject: SubjectRef;
  /** A box for each scope: documents are shared within it. */
  readonly open: (scope: string) => EvidenceBox;
  /** In force, of these very texts. */
  readonly versions?: readonly KnownPolicy[];
}

/**
 * The facts as evidence. Everything that judging reads is in it, and policy/recorded.ts reads it again. One document, as
 * what changed since the subject's last one; what all of a repository's subjects have (the texts of the policies, who is
 * in the teams that they name) is kept once for the repository. The verdict follows from it, so its digest is enough.
 */
export async function putFacts(
  { ledger, subject, open, versions = [] }: Putting,
  { facts, layers, collected, policyBranch }: Gathered,
  { verdict, at }: JudgedAt,
): Promise<string> {
  const { kind, observedAt, repository, directory, ...read } = facts;
  const parts: Record<string, Json> = Object.fromEntries(
    Object.entries({ ...read, commits: judgedCommits(read.commits) }).map(([part, value]) => [part, toJson(value)]),
  );
  const shared = open(`repository:${subject.repository.id}`);
  const uses: Record<string, string> = { directory: await shared.put('directory', toJson(directory)) };
  for (const { layer, source } of layers) {
    const file = layer === 'floor' ? collected.floor : collected.policy;
    const text = file.state === 'present' ? file.text : null;
    parts[layer] = layerOf(source, text);
    const of = { repository: subject.repository.id, layer, base: policyBranch };
    // The document that the entry of this version names.
    if (text !== null)
      uses[layer] =
        versions.find((each) => each.layer === layer)?.digest ??
        (await open(subjectText(policySubject(ledger, of))).put('policy', { text }));
  }
  const judged = { after: at - observedAt, engine: verdict.engine, verdict: verdictDigest(toJson(verdict)) };
  const content = { kind, observedAt, repository: { ...repository }, ...judged, parts, uses };
  const box = open(subject.key);
  return box.add('facts', packFacts(content, await lastFacts(box)));
}

/** Without what no rule asks for: people are told by it what to do, and it follows from the commit's id. */
function judgedCommits(commits: Facts['commits']): Known<readonly Omit<CommitFacts, 'tree' | 'committedAt'>[]> {
  if (!commits.known) return commits;
  return known(commits.value.map(({ tree: _tree, committedAt: _committedAt, ...judged }) => judged));
}

function layerOf(source: Layer['source'], text: string | null): JsonObject {
  return {
    state: source.state,
    // Where there is one, it stands in the document of the policy.
    text: null,
    ...('why' in source ? { why: toJson(source.why) } : {}),
    ...('by' in source ? { by: source.by } : {}),
    ...('readAt' in source && source.readAt !== undefined ? { readAt: source.readAt } : {}),
    // What is no text at all cannot be parsed again to find out what was wrong with it.
    ...(source.state === 'invalid' && text === null ? { problems: toJson(source.problems) } : {}),
  };
}

/** What was kept of the subject last, with all that it builds on; null: nothing, or some of it was erased. */
async function lastFacts(box: EvidenceBox): Promise<FactsBase | null> {
  const documents = new Map<string, Json>();
  const newest = await box.newest('facts');
  for (let at = newest; at !== null; ) {
    documents.set(at.digest, at.document);
    const base = baseOf(at.document);
    const document = base === null || documents.has(base) ? null : await box.read(base);
    at = document === null || base === null ? null : { digest: base, document };
  }
  return newest === null ? null : unpackFacts(newest.digest, (digest) => documents.get(digest) ?? null);
}

function baseOf(document: Json): string | null {
  const base = (document as JsonObject | null)?.['base'];
  return typeof base === 'string' ? base : null;
}
