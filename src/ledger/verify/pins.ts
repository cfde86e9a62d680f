import { isJsonObject } from '../../base/json.ts';
import type { Entry } from '../entry.ts';

/** The code of a repair whose `found` head does not descend from anything that was published. */
export const REPLACED = 'branch.replaced';

/** What ledger entries say about the files that are not data, and about keys. Later entries have the last word. */
export interface Pins {
  /** SHA-256 of each file's content by path. */
  readonly files: Map<string, string>;
  /** Indexes of the entries that pinned a path. */
  readonly pinnedBy: Map<string, number[]>;
  /** vkeys named by genesis and by rotations. */
  readonly keys: Set<string>;
  /** Commits by others that a repair entry acknowledges. */
  readonly acknowledged: Set<string>;
  /** Heads that a repair entry says somebody put in the place of the branch. */
  readonly replacements: Set<string>;
  /** Paths that an altered entry pins: what their content should be cannot be said. */
  readonly doubtful: Set<string>;
  /** Entries that are there and cannot be read: what they pinned cannot be said. */
  readonly unread: Set<number>;
  /** False until genesis was read: without it, nothing can be said about these files. */
  isComplete: boolean;
}

export function emptyPins(): Pins {
  return {
    files: new Map(),
    pinnedBy: new Map(),
    keys: new Set(),
    acknowledged: new Set(),
    replacements: new Set(),
    doubtful: new Set(),
    unread: new Set(),
    isComplete: false,
  };
}

/** What these entries pin, in order of their indexes; of those that were altered, only that they pinned something. */
export function collectPins(
  entries: readonly { readonly index: number; readonly entry: Entry }[],
  altered: ReadonlySet<number>,
): Pins {
  const pins = emptyPins();
  for (const { index, entry } of entries) {
    if (altered.has(index)) doubtPins(entry, index, pins);
    else addPins(entry, index, pins);
  }
  return pins;
}

function doubtPins(entry: Entry, index: number, pins: Pins): void {
  const claimed = emptyPins();
  addPins(entry, index, claimed);
  for (const path of claimed.files.keys()) {
    pins.doubtful.add(path);
    pins.pinnedBy.set(path, [...(pins.pinnedBy.get(path) ?? []), index]);
  }
}

/** Takes over what entry `index` pins, if it is of kind ledger. */
export function addPins({ kind, statement }: Entry, index: number, pins: Pins): void {
  const predicate = statement['predicate'];
  const act = kind === 'ledger' && isJsonObject(predicate) ? predicate['countersign_ledger'] : undefined;
  if (!isJsonObject(act)) return;
  if (act['act'] === 'genesis') pins.isComplete = true;
  if (isJsonObject(act['files'])) {
    for (const [path, digest] of Object.entries(act['files'])) {
      if (typeof digest !== 'string') continue;
      pins.files.set(path, digest);
      pins.pinnedBy.set(path, [...(pins.pinnedBy.get(path) ?? []), index]);
    }
  }
  for (const key of strings(act['keys'])) pins.keys.add(key);
  if (act['act'] === 'rotation') for (const key of strings([act['to'] ?? null])) pins.keys.add(key);
  if (act['act'] !== 'repair') return;
  for (const commit of strings(act['commits'])) pins.acknowledged.add(commit);
  const { found } = act;
  if (act['code'] === REPLACED && typeof found === 'string') pins.replacements.add(found);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
