import { isFault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { deploymentFields } from '../../ledger/environment-name.ts';
import { evidenceIn, evidenceOf, type NamedEvidence } from '../../ledger/evidence-names.ts';
import { readFacts, verdictDigest } from '../../ledger/facts-document.ts';
import { compareDecision, type DecidedAgain } from '../../ledger/replay.ts';
import { decisionOf, groupDecisionOf } from '../../policy/decision.ts';
import { type JudgedAgain, judgeAgain } from '../../policy/recorded.ts';
import type { Verdict } from '../../policy/verdict.ts';

/** Every document that an entry names, or that one of them names, by digest. */
export type Documents = ReadonlyMap<string, Json>;

/**
 * In what a decision differs when it is made again; empty: in nothing. Null: the documents are not such as this engine can
 * judge. The engine's own name is no difference: which one decided is said by the entry.
 */
export function replayDecision(statement: JsonObject, documents: Documents): readonly string[] | null {
  const engine = engineOf(statement);
  const named = evidenceOf(statement);
  const judged = named.find(isJudged);
  const policies = named.filter(({ as }) => as === 'policy');
  const again = judged === undefined ? null : decideAgain(judged, { documents, engine });
  if (again === null) return null;
  try {
    return compareDecision(statement, { ...again, named: policies.map((each) => documentOf(each, { documents })) });
  } catch (error) {
    // What has no canonical form was never written by us.
    if (isFault(error, 'ledger.entry')) return null;
    throw error;
  }
}

/** What a decision was made of, beside the policies. */
export function isJudged({ as }: NamedEvidence): boolean {
  return as === 'facts' || as === 'group';
}

/** The engine that a decision names. */
export function engineOf(statement: JsonObject): string {
  const { predicate } = statement;
  const decision = isJsonObject(predicate) ? predicate['countersign_decision'] : null;
  const engine = isJsonObject(decision) ? decision['engine'] : null;
  return typeof engine === 'string' ? engine : '';
}

interface Replaying {
  readonly documents: Documents;
  readonly engine: string;
}

type Decided = Omit<DecidedAgain, 'named'>;

function decideAgain(judged: NamedEvidence, replaying: Replaying): Decided | null {
  const document = documentOf(judged, replaying);
  if (judged.as === 'facts') {
    const again = judgeFacts(judged, replaying);
    return again === null ? null : decidedOn(again);
  }
  if (judged.as !== 'group' || !isJsonObject(document)) return null;
  const numbers = Array.isArray(document['members']) ? (document['members'] as readonly Json[]).map(numberOf) : [];
  const members: Member[] = [];
  for (const [at, facts] of evidenceIn('group', document).entries()) {
    const again = judgeFacts(facts, replaying);
    if (again === null) return null;
    members.push({ ...again, number: numbers[at] ?? 0 });
  }
  return decidedOnGroup(document, members);
}

function decidedOn({ verdict, kept, policies, facts: { change, deployment } }: JudgedAgain): Decided {
  return {
    decision: { ...decisionOf(verdict), ...(deployment === undefined ? {} : deploymentFields(deployment)) },
    verdicts: [{ kept, again: verdictDigest(plain(verdict)) }],
    commit: change.head,
    tree: change.headTree,
    base: { tip: change.baseTip, name: change.base },
    policies,
  };
}

interface Member extends JudgedAgain {
  readonly number: number;
}

/** The commit is the group's; what it was judged by is the same for all of its pull requests. */
function decidedOnGroup({ head }: JsonObject, members: readonly Member[]): Decided | null {
  const [first] = members;
  if (first === undefined || typeof head !== 'string') return null;
  const each = members.map(decidedOn);
  return {
    ...decidedOn(first),
    decision: groupDecisionOf(members),
    verdicts: each.flatMap(({ verdicts }) => verdicts),
    commit: head,
    tree: null,
  };
}

function judgeFacts(named: NamedEvidence, { documents, engine }: Replaying): JudgedAgain | null {
  const facts = readFacts(named.digest, (digest) => documents.get(digest) ?? null);
  if (facts === null) return null;
  const again = judgeAgain(facts);
  return 'why' in again ? null : { ...again, verdict: { ...again.verdict, engine } };
}

function documentOf({ digest }: NamedEvidence, { documents }: Pick<Replaying, 'documents'>): Json {
  return documents.get(digest) ?? null;
}

function numberOf(member: Json): number {
  const number = isJsonObject(member) ? member['number'] : null;
  return typeof number === 'number' ? number : 0;
}

/** A plain JSON copy: what is undefined is left out. */
function plain(verdict: Verdict): Json {
  const copy: Json = JSON.parse(JSON.stringify(verdict));
  return copy;
}
