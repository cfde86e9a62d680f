import type { FileAddition } from '../../src/ledger/batch.ts';
import type { Entry } from '../../src/ledger/entry.ts';
import { type SampleOptions, SampleRepository } from '../git/sample-repository.ts';
import { entriesOf, type Files, SampleLedger } from '../ledger/sample.ts';

/** A ledger as the app would make it, on a real branch of a real repository, and the means to break it. */
export class LedgerBranch {
  readonly repository: SampleRepository;
  readonly ledger = new SampleLedger();
  #written: Files = new Map();

  constructor(options: SampleOptions = {}) {
    this.repository = new SampleRepository(options);
  }

  /** Appends up to each of these sizes in turn, one commit each. */
  grow(...sizes: readonly number[]): void {
    const commits = sizes.map((size) => {
      this.ledger.flush(entriesOf(this.ledger.state().size, size));
      return this.#takeChanges(this.ledger.commits.at(-1)?.message ?? '');
    });
    this.#import(commits);
  }

  /** One commit with these entries, and the files that they pin. */
  flush(entries: readonly Entry[], files: readonly FileAddition[] = []): void {
    this.ledger.flush(entries, files);
    this.#import([this.#takeChanges(this.ledger.commits.at(-1)?.message ?? '')]);
  }

  /** A commit of a stranger: files written (null: removed), whatever the ledger says. */
  tamper(files: Readonly<Record<string, string | Uint8Array | null>>, message = 'nothing to see here'): string {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) this.ledger.files.delete(path);
      else this.ledger.files.set(path, typeof content === 'string' ? Buffer.from(content) : content);
    }
    this.#import([this.#takeChanges(message)]);
    return this.tip();
  }

  tip(): string {
    return this.repository.head(BRANCH);
  }

  #takeChanges(message: string): Commit {
    const before = this.#written;
    const after = new Map(this.ledger.files);
    this.#written = after;
    return {
      message,
      additions: [...after]
        .filter(([path, bytes]) => before.get(path) !== bytes)
        .map(([path, bytes]) => ({ path, bytes })),
      deletions: [...before.keys()].filter((path) => !after.has(path)),
    };
  }

  #import(commits: readonly Commit[]): void {
    const [exists] = this.repository.git(['for-each-ref', BRANCH]).split('\n');
    const stream = commits.flatMap(({ message, additions, deletions }, at) => [
      Buffer.from(`commit ${BRANCH}\ncommitter app <app@example.org> ${1_700_000_000 + this.#count++} +0000\n`),
      data(Buffer.from(message)),
      Buffer.from(at === 0 && exists !== '' ? `from ${BRANCH}^0\n` : ''),
      ...additions.flatMap(({ path, bytes }) => [Buffer.from(`M 100644 inline ${path}\n`), data(bytes)]),
      ...deletions.map((path) => Buffer.from(`D ${path}\n`)),
    ]);
    this.repository.git(['fast-import', '--quiet'], Buffer.concat(stream));
  }

  #count = 0;
}

interface Commit {
  readonly message: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
}

export const BRANCH = 'refs/heads/countersign/ledger';

function data(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}
