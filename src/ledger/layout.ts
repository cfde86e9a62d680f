import { indexPath, TILE_WIDTH, type Tile, tilePath } from './tile.ts';

/** Every path of the ledger branch and of the evidence branch (design/ledger.md, "Tree of the ledger branch"). */

export const LEDGER_BRANCH = 'countersign/ledger';
export const EVIDENCE_BRANCH = 'countersign/evidence';

/** The branch of a repository's `generation`th ledger: another one follows when the key of one is lost. */
export function ledgerBranch(generation: number): string {
  return generation === 1 ? LEDGER_BRANCH : `${LEDGER_BRANCH}-${generation}`;
}

/** Which ledger of its repository the branch of this name holds, from 1; null: it is none of a ledger. */
export function generationOf(branch: string): number | null {
  if (branch === LEDGER_BRANCH) return 1;
  const digits = branch.startsWith(`${LEDGER_BRANCH}-`) ? branch.slice(LEDGER_BRANCH.length + 1) : '';
  return /^([2-9]|[1-9]\d{1,3})$/.test(digits) ? Number(digits) : null;
}

/** The name of the ledger that follows this one. */
export function successorOrigin(origin: string, generation: number): string {
  const first = generation > 2 ? origin.replace(/\/\d+$/, '') : origin;
  return `${first}/${generation}`;
}

/** Entries in a bundle. */
export const BUNDLE_SIZE = TILE_WIDTH;

export const paths = {
  readme: 'README.md',
  attributes: '.gitattributes',
  checkpoint: 'checkpoint',
  /** The newest checkpoint that enough witnesses have cosigned, with their cosignatures; it may be of a smaller size. */
  witnessed: 'checkpoint.witnessed',
  /** One entry after the last sealed bundle; the index is plain decimal. */
  tail: (index: number): string => `tail/${index}.json`,
  /** Entries 256·N to 256·N + 255. */
  bundle: (index: number): string => `bundle/${indexPath(index)}.jsonl`,
  tile: (tile: Tile): string => tilePath(tile),
  /** 8 hex digits of the key id. */
  key: (keyId: string): string => `keys/${keyId}`,
  schema: (kind: string, version: number): string => `schema/${kind}/${version}.json`,
  /** On the evidence branch. */
  evidence: (digest: string): string => `${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest}.json`,
} as const;

/** How many bundles are sealed at this size. */
export function bundleCount(size: number): number {
  return Math.floor(size / BUNDLE_SIZE);
}

/** Index of the first entry that stands in the tail at this size. */
export function tailStart(size: number): number {
  return bundleCount(size) * BUNDLE_SIZE;
}
