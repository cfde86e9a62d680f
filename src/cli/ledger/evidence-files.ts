import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { CatFile } from '../../git/cat-file.ts';
import { listTree } from '../../git/tree.ts';
import { isEvidenceFile } from '../../ledger/evidence.ts';
import { evidenceDigest } from '../../ledger/evidence-branch.ts';
import { paths } from '../../ledger/layout.ts';
import type { EvidenceFiles } from '../../ledger/verify/evidence.ts';
import type { EvidenceSource } from './evidence-source.ts';
import type { Piece, Spool } from './spool.ts';

/** The documents of one pull request come one after the other, and most of them again and again. */
const CACHED_BYTES = 16 * 1024 * 1024;

/**
 * The evidence branch as it stands, every digest computed anew: each file is read once and put aside, so that any of them
 * is at hand while the entries are gone through.
 */
export class SpooledEvidence implements EvidenceFiles {
  readonly #pieces: ReadonlyMap<string, Piece | null>;
  readonly #spool: Spool;
  readonly #cache = new Map<string, { readonly document: Json | null; readonly bytes: number }>();
  #cached = 0;

  private constructor(pieces: ReadonlyMap<string, Piece | null>, spool: Spool) {
    this.#pieces = pieces;
    this.#spool = spool;
  }

  /** Throws Fault `git.repository` when the repository lacks what the branch names. */
  static async read({ repository, tip }: EvidenceSource, spool: Spool): Promise<SpooledEvidence> {
    const files: { readonly digest: string; readonly oid: string }[] = [];
    const pieces = new Map<string, Piece | null>();
    for await (const { mode, oid, path } of listTree(repository, tip)) {
      const digest = evidenceDigest(path);
      if (digest === null) continue;
      // A link or a submodule in the place of a file is not the file.
      if (mode.startsWith('100')) files.push({ digest, oid });
      else pieces.set(digest, null);
    }
    const cat = new CatFile(repository);
    try {
      let at = 0;
      for await (const read of cat.readAll(files.map(({ oid }) => oid))) {
        const { digest = '' } = files[at++] ?? {};
        if (read.state === 'missing') throw incomplete(digest);
        const isSound = read.state === 'found' && isEvidenceFile(digest, read.bytes);
        pieces.set(digest, isSound ? spool.add(read.bytes) : null);
      }
    } finally {
      cat.close();
    }
    return new SpooledEvidence(pieces, spool);
  }

  digests(): Iterable<string> {
    return this.#pieces.keys();
  }

  state(digest: string): 'sound' | 'altered' | 'absent' {
    const piece = this.#pieces.get(digest);
    if (piece === undefined) return 'absent';
    return piece === null ? 'altered' : 'sound';
  }

  document(digest: string): Json | null {
    const found = this.#cache.get(digest);
    if (found !== undefined) return found.document;
    const piece = this.#pieces.get(digest) ?? null;
    if (piece === null) return null;
    const document = readDocument(this.#spool.read(piece));
    this.#cache.set(digest, { document, bytes: piece.length });
    this.#cached += piece.length;
    for (const [oldest, { bytes }] of this.#cache) {
      if (this.#cached <= CACHED_BYTES) break;
      this.#cache.delete(oldest);
      this.#cached -= bytes;
    }
    return document;
  }
}

function readDocument(bytes: Uint8Array): Json | null {
  try {
    const value: unknown = JSON.parse(toText(bytes) ?? '');
    return isJsonObject(value) ? (value['document'] ?? null) : null;
  } catch {
    return null;
  }
}

function incomplete(digest: string): Fault {
  return new Fault('git.repository', `The repository lacks the content of ${paths.evidence(digest)}`, {
    next: 'It is a partial clone, or damaged: clone the branch again, without --filter.',
  });
}
