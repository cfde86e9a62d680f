import { paths } from './layout.ts';
import { TILE_WIDTH, type Tile } from './tile.ts';

/** What a path of the ledger branch means: the inverse of layout.ts. */
export type LedgerPath =
  | { readonly is: 'checkpoint' }
  | { readonly is: 'witnessed' }
  | { readonly is: 'tail'; readonly index: number }
  | { readonly is: 'bundle'; readonly index: number }
  | { readonly is: 'tile'; readonly tile: Tile }
  /** README, keys, schemas, attributes: pinned by an entry. */
  | { readonly is: 'pinned' }
  | { readonly is: 'stray' };

const STRAY = { is: 'stray' } as const;
const PINNED = /^(README\.md|\.gitattributes|keys\/[0-9a-f]{8}|schema\/[a-z]+\/[1-9]\d{0,5}\.json)$/;
const TILE = /^tile\/(\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Total: whatever is not exactly a path that layout.ts would make is stray. */
export function readPath(path: string): LedgerPath {
  if (path === paths.checkpoint) return { is: 'checkpoint' };
  if (path === paths.witnessed) return { is: 'witnessed' };
  if (PINNED.test(path)) return { is: 'pinned' };
  const meaning = readTail(path) ?? readBundle(path) ?? readTile(path) ?? STRAY;
  // Only one spelling is the path: `tail/007.json` is not entry 7.
  return writePath(meaning) === path ? meaning : STRAY;
}

function readTail(path: string): LedgerPath | null {
  const index = /^tail\/(\d{1,15})\.json$/.exec(path)?.[1];
  return index === undefined ? null : { is: 'tail', index: Number(index) };
}

function readBundle(path: string): LedgerPath | null {
  const groups = /^bundle\/((?:x\d{3}\/){0,4}\d{3})\.jsonl$/.exec(path)?.[1];
  return groups === undefined ? null : { is: 'bundle', index: numberOf(groups) };
}

function readTile(path: string): LedgerPath | null {
  const [, level, groups, width] = TILE.exec(path) ?? [];
  const index = groups === undefined ? Number.NaN : numberOf(groups);
  if (!Number.isSafeInteger(index)) return null;
  return { is: 'tile', tile: { level: Number(level), index, width: width === undefined ? TILE_WIDTH : Number(width) } };
}

function numberOf(groups: string): number {
  return Number(groups.replaceAll(/[x/]/g, ''));
}

function writePath(meaning: LedgerPath): string | null {
  if (meaning.is === 'tail') return paths.tail(meaning.index);
  if (meaning.is === 'bundle') return paths.bundle(meaning.index);
  return meaning.is === 'tile' ? paths.tile(meaning.tile) : null;
}
