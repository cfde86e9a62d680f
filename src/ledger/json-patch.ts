import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { canonicalize } from './canonical.ts';

/**
 * What changed from one JSON value to another. A patch is an object:
 * `{"=": value}`: this value instead.
 * `{"~": {key: patch}, "-": [key]}`: an object with these keys changed or new, and those gone.
 * `{"[": [[from, count] | {"=": items} | {"@": from, "~": {key: patch}}]}`: a list of runs of items of the list before, of new
 * items, and of items of which some keys are others.
 *
 * Whatever lies deeper than DEPTH is replaced whole, and so are items of lists unless they have the same name and differ
 * in plain values alone (checks that were completed): who a person is (an id and a login) always stands together, so that
 * what is kept of somebody is found.
 */

const DEPTH = 3;
/** More than GitHub lists of anything. A forged chain of patches could double a list at every step. */
const MOST_ITEMS = 10_000;

export function makePatch(before: Json, after: Json, depth = 0): JsonObject {
  if (depth < DEPTH && isJsonObject(before) && isJsonObject(after)) return patchObject(before, after, depth);
  if (Array.isArray(before) && Array.isArray(after)) return { '[': runsOf(before, after) };
  return { '=': after };
}

/** The value after the patch; null where it is no patch of this value. */
export function applyPatch(before: Json, patch: Json): Json | null {
  if (!isJsonObject(patch)) return null;
  const { '=': value, '~': changed, '-': gone, '[': runs } = patch;
  if (value !== undefined) return value;
  if (Array.isArray(runs)) return Array.isArray(before) ? applyRuns(before, runs) : null;
  if (!isJsonObject(before) || !isJsonObject(changed)) return null;
  const left = new Set(Array.isArray(gone) ? gone : []);
  const kept = Object.entries(before).filter(([key]) => !left.has(key) && !Object.hasOwn(changed, key));
  const made = Object.entries(changed).map(
    ([key, node]) => [key, applyPatch(Object.hasOwn(before, key) ? (before[key] ?? null) : null, node)] as const,
  );
  return Object.fromEntries([...kept, ...made]);
}

function patchObject(before: JsonObject, after: JsonObject, depth: number): JsonObject {
  const changed = Object.entries(after).flatMap(([key, value]) => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old !== undefined && canonicalize(old) === canonicalize(value)) return [];
    return [[key, old === undefined ? { '=': value } : makePatch(old, value, depth + 1)] as const];
  });
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return { '~': Object.fromEntries(changed), ...(gone.length === 0 ? {} : { '-': gone }) };
}

type Run = [from: number, count: number];
type Part = Run | { '=': Json[] } | { '@': number; '~': JsonObject };

function runsOf(before: readonly Json[], after: readonly Json[]): Json[] {
  const places = new Map(before.map((item, at) => [canonicalize(item), at]));
  const named = new Map(before.map((item, at) => [nameOf(item), at]));
  const runs: Part[] = [];
  for (const item of after) {
    const from = places.get(canonicalize(item));
    const last = runs.at(-1);
    if (from === undefined) {
      const like = named.get(nameOf(item)) ?? -1;
      const changed = plainChange(before[like], item);
      if (changed !== null) runs.push({ '@': like, '~': changed });
      else if (last !== undefined && '=' in last) last['='].push(item);
      else runs.push({ '=': [item] });
    } else if (Array.isArray(last) && last[0] + last[1] === from) last[1] += 1;
    else runs.push([from, 1]);
  }
  return runs;
}

function nameOf(item: Json): string | null {
  const name = isJsonObject(item) ? item['name'] : null;
  return typeof name === 'string' ? name : null;
}

/** The keys that have other values, where they are the same keys and none of these values has anything in it. */
function plainChange(before: Json | undefined, after: Json): JsonObject | null {
  if (before === undefined || !isJsonObject(before) || !isJsonObject(after) || nameOf(after) === null) return null;
  const keys = Object.keys(after);
  if (keys.length !== Object.keys(before).length || !keys.every((key) => Object.hasOwn(before, key))) return null;
  const changed = keys.filter((key) => canonicalize(before[key] ?? null) !== canonicalize(after[key] ?? null));
  if (changed.some((key) => isDeep(before[key]) || isDeep(after[key]))) return null;
  return Object.fromEntries(changed.map((key) => [key, { '=': after[key] ?? null }]));
}

const isDeep = (value: Json | undefined): boolean => typeof value === 'object' && value !== null;

function applyRuns(before: readonly Json[], runs: readonly Json[]): Json | null {
  const items: Json[] = [];
  for (const run of runs) {
    if (items.length > MOST_ITEMS) return null;
    if (isJsonObject(run) && Array.isArray(run['='])) {
      items.push(...(run['='] as readonly Json[]));
      continue;
    }
    if (isJsonObject(run) && typeof run['@'] === 'number') {
      const item = applyPatch(before[run['@']] ?? null, { '~': run['~'] ?? null });
      if (item === null) return null;
      items.push(item);
      continue;
    }
    const [from, count] = Array.isArray(run) ? (run as readonly Json[]) : [];
    if (typeof from !== 'number' || typeof count !== 'number' || from < 0 || from + count > before.length) return null;
    items.push(...before.slice(from, from + count));
  }
  return items;
}
