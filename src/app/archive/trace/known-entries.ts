import { toBytes } from '../../../base/bytes.ts';
import { repositoryTerm } from '../../../ledger/trace/entry-links.ts';
import { ofRepository } from '../../../ledger/trace/one-repository.ts';
import { type TracedEntry, traceEntry } from '../../../ledger/trace/traced-entry.ts';
import type { LedgerEntry, LinkIndex } from '../../../store/store.ts';

/** Terms asked for at once. */
const MOST_TERMS = 500;

interface Opening {
  readonly links: LinkIndex;
  /** Id of the ledger. */
  readonly ledger: number;
  /** `owner/name`; null: any. */
  readonly repository: string | null;
}

/** The entries of one ledger that were read so far, about the repository that is asked about. */
export class KnownEntries {
  readonly links: LinkIndex;
  readonly ledger: number;
  readonly #name: string | null;
  readonly #ids: readonly number[];
  readonly #entries = new Map<number, TracedEntry>();
  readonly #bytes = new Map<number, string>();

  private constructor({ links, ledger, repository }: Opening, ids: readonly number[]) {
    [this.links, this.ledger, this.#name, this.#ids] = [links, ledger, repository, ids];
  }

  static async open(opening: Opening): Promise<KnownEntries> {
    const { links, ledger, repository } = opening;
    const ids = repository === null ? [] : await links.repositories(ledger, repositoryTerm(repository));
    return new KnownEntries(opening, ids);
  }

  /** In the order of the ledger. */
  all(): readonly TracedEntry[] {
    const rising = [...this.#entries.values()].toSorted((a, b) => a.index - b.index);
    return ofRepository(rising, this.#name, this.#ids);
  }

  /** Of one that is known. */
  bytesOf({ index }: TracedEntry): string {
    return this.#bytes.get(index) ?? '';
  }

  /** Is a repository with this numeric id asked about? */
  isAsked(repository: number): boolean {
    return this.#name === null || this.#ids.includes(repository);
  }

  /** Those with one of the terms of which this is true: two texts may share a term. How many are new. */
  async named(terms: readonly number[], isWanted: (entry: TracedEntry) => boolean): Promise<number> {
    const all = [...new Set(terms)];
    let added = 0;
    for (let at = 0; at < all.length; at += MOST_TERMS)
      added += this.#add(await this.links.named(this.ledger, all.slice(at, at + MOST_TERMS)), isWanted);
    return added;
  }

  async withIds(ids: readonly string[]): Promise<number> {
    return ids.length === 0 ? 0 : this.#add(await this.links.withIds(this.ledger, ids), () => true);
  }

  async at(indexes: readonly number[]): Promise<void> {
    const lacking = indexes.filter((index) => !this.#entries.has(index));
    if (lacking.length > 0) this.#add(await this.links.at(this.ledger, lacking), () => true);
  }

  #add(read: readonly LedgerEntry[], isWanted: (entry: TracedEntry) => boolean): number {
    const before = this.#entries.size;
    for (const { index, bytes } of read) {
      if (this.#entries.has(index)) continue;
      const entry = traceEntry(index, toBytes(bytes));
      if (!isWanted(entry)) continue;
      this.#entries.set(index, entry);
      this.#bytes.set(index, bytes);
    }
    return this.#entries.size - before;
  }
}
