import type { Json, JsonObject } from '../../base/json.ts';
import { evidenceIn, evidenceOf, type NamedEvidence } from '../../ledger/evidence-names.ts';
import { kindOf } from '../../ledger/kind.ts';
import { NamedPolicies } from '../../ledger/named-policies.ts';
import { type Problem, problem } from '../../ledger/problem.ts';
import type { EvidenceFiles } from '../../ledger/verify/evidence.ts';
import { ENGINE } from '../../policy/verdict.ts';
import { engineOf, isJudged, replayDecision } from './replay-decision.ts';

/**
 * Why a decision could not be made again: what it was made of was erased, or is not there, or not as it was; or it is there
 * and this engine cannot read it; or the entry names nothing that it was made of, because somebody else decided.
 */
export type Hindrance = 'redacted' | 'missing' | 'altered' | 'unreadable' | 'none';

export interface Differing {
  readonly index: number;
  /** The engine that the entry names. */
  readonly engine: string;
  /** What is not the same, in the entry's own words. */
  readonly in: readonly string[];
}

export interface Hindered {
  readonly index: number;
  /** The engine that the entry names. */
  readonly engine: string;
  readonly why: Hindrance;
}

export interface Replay {
  /** That of this program. */
  readonly engine: string;
  readonly decisions: number;
  readonly same: number;
  /** Those of this engine are problems, here and below where it cannot read what is there; another one may do otherwise. */
  readonly differs: readonly Differing[];
  readonly notReplayable: readonly Hindered[];
}

/** The first document that cannot be had. */
interface Gap {
  readonly why: Hindrance;
  readonly digest: string;
}

const NOTHING: Gap = { why: 'none', digest: '' };

/** Makes every decision again, in the order of the entries, from the documents that it names. */
export class Replayer {
  readonly #files: EvidenceFiles;
  readonly #differs: Differing[] = [];
  readonly #gaps: (Omit<Hindered, 'why'> & { readonly gap: Gap })[] = [];
  readonly #policies = new NamedPolicies();
  #decisions = 0;

  constructor(files: EvidenceFiles) {
    this.#files = files;
  }

  readonly visit = (index: number, statement: JsonObject): void => {
    const { predicateType } = statement;
    this.#policies.visit(statement);
    if (typeof predicateType !== 'string' || kindOf(predicateType) !== 'decision') return;
    this.#decisions += 1;
    const documents = new Map<string, Json>();
    const named = evidenceOf(statement);
    const gap = named.some(isJudged) ? this.#collect(named, documents) : NOTHING;
    const again = gap === null ? replayDecision(statement, documents) : [];
    const differs = again === null || this.#policies.hasAllOf(statement) ? again : ['policy versions', ...again];
    const engine = engineOf(statement);
    if (gap !== null || differs === null)
      this.#gaps.push({ index, engine, gap: gap ?? { why: 'unreadable', digest: '' } });
    else if (differs.length > 0) this.#differs.push({ index, engine, in: differs });
  };

  /** `isRedacted`: does an entry say that this document was erased? That is known once all of them were read. */
  finish(isRedacted: (digest: string) => boolean): Replay {
    const notReplayable = this.#gaps.map(({ index, engine, gap: { why, digest } }): Hindered => {
      return { index, engine, why: why === 'missing' && isRedacted(digest) ? 'redacted' : why };
    });
    const same = this.#decisions - this.#differs.length - notReplayable.length;
    return { engine: ENGINE, decisions: this.#decisions, same, differs: this.#differs, notReplayable };
  }

  /** Everything that is named, and what that names; or why not. */
  #collect(named: readonly NamedEvidence[], documents: Map<string, Json>): Gap | null {
    const waiting = [...named];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { as, digest } = next;
      if (documents.has(digest)) continue;
      const state = this.#files.state(digest);
      if (state !== 'sound') return { why: state === 'absent' ? 'missing' : state, digest };
      const document = this.#files.document(digest);
      if (document === null) return { why: 'unreadable', digest };
      documents.set(digest, document);
      for (const each of evidenceIn(as, document)) waiting.push(each);
    }
    return null;
  }
}

/**
 * An engine has to say again what it said, and reads every document that it ever wrote; of another one, nothing follows.
 * Otherwise whoever holds the key could decide as they like, and put down as evidence what nobody can judge. Evidence
 * that is not there is none of it: it may be withheld, or erased.
 */
export function replayProblems({ engine, differs, notReplayable }: Replay): readonly Problem[] {
  const differing = differs
    .filter((one) => one.engine === engine)
    .map(({ index, in: what }) => {
      const message = `entry ${index} is not what ${engine} decides on its evidence: it differs in ${what.join(', ')}`;
      return problem('replay-differs', message, { index });
    });
  const unreadable = notReplayable
    .filter((one) => one.engine === engine && one.why === 'unreadable')
    .map(({ index }) => {
      const message = `entry ${index} says that ${engine} decided, which cannot read the evidence that is there`;
      return problem('replay-unreadable', message, { index });
    });
  return [...differing, ...unreadable];
}
