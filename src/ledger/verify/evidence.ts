import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { evidenceIn, evidenceOf, type NamedEvidence } from '../evidence-names.ts';
import { paths } from '../layout.ts';
import { type Problem, problem } from '../problem.ts';

/** The evidence branch: files by the digest that their path says. Whoever makes one has computed each digest anew. */
export interface EvidenceFiles {
  /** In the order in which they are listed. */
  digests(): Iterable<string>;
  /** `altered`: the file is not what its digest says. */
  state(digest: string): 'sound' | 'altered' | 'absent';
  /** Of a sound file; null otherwise, and where it is no JSON. */
  document(digest: string): Json | null;
}

/** A document that something names. */
export interface Naming extends NamedEvidence {
  /** The first entry that names it, or names a document that does. */
  readonly index: number;
}

export interface MissingEvidence extends Naming {
  /** Does an entry say that it was erased? */
  readonly isRedacted: boolean;
}

/** What entries, and the documents that they name, say of a document. */
export interface KnownEvidence {
  readonly digest: string;
  /** Null: nothing that can be read names it. */
  readonly naming: Naming | null;
  /** Index of the entry that says that it was erased, or null. */
  readonly redactedBy: number | null;
}

export interface EvidenceCheck {
  /** Files that are what their digest says. */
  readonly checked: number;
  /** Of these, how many nothing names (yet): the entry may wait, or what names them was erased. */
  readonly unnamed: number;
  readonly altered: readonly { readonly digest: string; readonly index: number | null }[];
  readonly missing: readonly MissingEvidence[];
}

/** Follows from the entries, in their order, what they name, and compares it with what is there. */
export class EvidenceReader {
  readonly #files: EvidenceFiles;
  readonly #named = new Map<string, Naming>();
  /** Digest → the entry that says that it was erased. */
  readonly #redacted = new Map<string, number>();

  constructor(files: EvidenceFiles) {
    this.#files = files;
  }

  readonly visit = (index: number, statement: JsonObject): void => {
    for (const digest of redactedBy(statement)) this.#redacted.set(digest, index);
    for (const named of evidenceOf(statement)) this.#follow({ ...named, index });
  };

  /** Entries that say that evidence was erased may stand anywhere, so this is known at the end. */
  finish(): EvidenceCheck {
    const missing = [...this.#named.values()].filter(({ digest }) => this.#files.state(digest) === 'absent');
    let [checked, unnamed] = [0, 0];
    const altered: { readonly digest: string; readonly index: number | null }[] = [];
    for (const digest of this.#files.digests()) {
      const naming = this.#named.get(digest);
      if (this.#files.state(digest) === 'altered') altered.push({ digest, index: naming?.index ?? null });
      else {
        checked += 1;
        if (naming === undefined) unnamed += 1;
      }
    }
    return {
      checked,
      unnamed,
      altered,
      missing: missing.map((naming) => ({ ...naming, isRedacted: this.isRedacted(naming.digest) })),
    };
  }

  /** What is known of documents whose digest begins so, whether or not they are there. */
  search(prefix: string): readonly KnownEvidence[] {
    const digests = new Set(
      [...this.#named.keys(), ...this.#redacted.keys()].filter((each) => each.startsWith(prefix)),
    );
    return [...digests].map((digest) => ({
      digest,
      naming: this.#named.get(digest) ?? null,
      redactedBy: this.#redacted.get(digest) ?? null,
    }));
  }

  /** Does an entry say that it was erased? To be asked after the last one. */
  isRedacted(digest: string): boolean {
    return this.#redacted.has(digest);
  }

  #follow(naming: Naming): void {
    const { index } = naming;
    const waiting: NamedEvidence[] = [naming];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { digest, as } = next;
      if (this.#named.has(digest)) continue;
      this.#named.set(digest, { digest, as, index });
      const document = as === 'facts' || as === 'group' ? this.#files.document(digest) : null;
      for (const each of document === null ? [] : evidenceIn(as, document)) waiting.push(each);
    }
  }
}

/** Altered documents as problems; `commits`: who did it, by digest, where the history tells. */
export function evidenceProblems(
  { altered }: EvidenceCheck,
  commits: ReadonlyMap<string, string> = new Map(),
): readonly Problem[] {
  return altered.map(({ digest, index }) => {
    const message = `${paths.evidence(digest)} is not the document of its digest${index === null ? '' : `, which entry ${index} names`}`;
    return problem('evidence-altered', message, { index, commit: commits.get(digest) ?? null });
  });
}

function redactedBy({ predicate }: JsonObject): readonly string[] {
  const act = isJsonObject(predicate) ? predicate['countersign_ledger'] : null;
  const digests = isJsonObject(act) && act['act'] === 'redaction' ? act['evidence'] : null;
  return Array.isArray(digests) ? digests.filter((digest) => typeof digest === 'string') : [];
}
