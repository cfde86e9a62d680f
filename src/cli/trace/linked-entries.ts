import type { Scope } from '../../ledger/trace/scope.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { EntryFiles } from '../ledger/entry-files.ts';
import { Fingerprints } from './fingerprints.ts';
import { type Glance, glanceAt, kindLetters } from './glance.ts';
import { pickEntries, readEntries } from './pick-entries.ts';

const DEPLOYMENT = Buffer.from('"kind":"deployment"');
const DEPLOYED = Buffer.from('"event":"deployment"');

/**
 * The entries of a ledger that lead from one thing to another (landings, deployments, alerts), all of them and in one
 * pass; and of the others, those that are asked for. Of a million there are few enough to be held.
 */
export class LinkedEntries {
  readonly #files: EntryFiles;
  readonly #fingerprints: Fingerprints;
  readonly #entries = new Map<number, TracedEntry>();

  private constructor(files: EntryFiles) {
    this.#files = files;
    this.#fingerprints = new Fingerprints(files.checkpoint.size);
  }

  /** `texts`: entries that hold one of these belong to them too. */
  static async read(files: EntryFiles, texts: readonly string[] = []): Promise<LinkedEntries> {
    const linked = new LinkedEntries(files);
    const isPicked = (index: number, entry: Buffer): boolean => {
      const glance = glanceAt(entry);
      linked.#fingerprints.add(index, glance);
      return isLink(glance, entry);
    };
    const { entries } = await pickEntries({ files, texts, isPicked });
    for (const entry of entries) linked.#entries.set(entry.index, entry);
    return linked;
  }

  /** All that are known, in the order of the ledger. */
  all(): readonly TracedEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.index - b.index);
  }

  /** How many of them are no statements in JSON. */
  unreadable(): number {
    return this.all().filter(({ isReadable }) => !isReadable).length;
  }

  /** Reads what a scope names and is not known yet. How many entries that were. */
  async add(scope: Scope): Promise<number> {
    const lacking = this.#fingerprints.find(scope).filter((index) => !this.#entries.has(index));
    for (const entry of await readEntries(this.#files, lacking)) this.#entries.set(entry.index, entry);
    return lacking.length;
  }
}

function isLink({ kind, changes }: Glance, entry: Buffer): boolean {
  if (kind === kindLetters.landed || kind === kindLetters.alert) return true;
  if (kind === kindLetters.event) return entry.includes(DEPLOYED);
  return kind === kindLetters.decision && changes.length === 0 && entry.includes(DEPLOYMENT);
}
