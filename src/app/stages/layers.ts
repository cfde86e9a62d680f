import { isFault } from '../../base/fault.ts';
import { findFloorOnlyKeys } from '../../policy/floor-only.ts';
import type { Layer, LayerSource } from '../../policy/layer.ts';
import { joinNeeds, type Needs, needsOf } from '../../policy/needs.ts';
import type { LayerName } from '../../policy/verdict.ts';
import type { Context } from '../context.ts';
import { type Floor, floorOf, isFloor } from '../floor.ts';
import type { Collected, Place, PolicyFile } from '../ports.ts';
import type { KnownPolicy } from './known-policies.ts';
import { parseOnce } from './parse-once.ts';

export const POLICY_PATH = '.github/countersign.yml';

interface Reading {
  readonly place: Place;
  readonly collected: Collected;
  readonly known: readonly KnownPolicy[];
  /** Of this branch the repository's own file was read. */
  readonly policyBranch: string;
}

/** Floor first, then repository: what each file turned out to be. */
export async function readLayers(context: Context, reading: Reading): Promise<readonly Layer[]> {
  const { collected } = reading;
  return [
    { layer: 'floor', source: await readLayer(context, reading, { layer: 'floor', file: collected.floor }) },
    { layer: 'repository', source: await readLayer(context, reading, { layer: 'repository', file: collected.policy }) },
  ];
}

export function needsOfLayers(layers: readonly Layer[]): Needs {
  return joinNeeds(layers.flatMap(({ source }) => (source.state === 'policy' ? [needsOf(source.policy)] : [])));
}

interface Read {
  readonly layer: LayerName;
  readonly file: PolicyFile;
}

async function readLayer(
  context: Context,
  { place, collected, known, policyBranch }: Reading,
  { layer, file }: Read,
): Promise<LayerSource> {
  switch (file.state) {
    case 'present': {
      const parsed = parseOnce(file.text);
      if (!('policy' in parsed)) return { state: 'invalid', problems: parsed.problems };
      const misplaced = layer === 'floor' || isFloor(context, collected) ? [] : findFloorOnlyKeys(parsed.policy);
      return misplaced.length > 0
        ? { state: 'invalid', problems: misplaced }
        : { state: 'policy', policy: parsed.policy, ...(file.readAt === undefined ? {} : { readAt: file.readAt }) };
    }
    case 'unusable':
      return {
        state: 'invalid',
        problems: [{ code: 'policy.syntax', message: file.why, line: 1, column: 1, nearest: null }],
      };
    case 'unreadable':
      return { state: 'unreadable', why: file.why };
    case 'absent':
      // A policy was in force here, so its absence is somebody's deed, not a repository that has none.
      if (!known.some((each) => each.layer === layer))
        return layer === 'floor' ? unseenFloor(floorOf(context, place)) : { state: 'absent' };
      return {
        state: 'removed',
        by:
          layer === 'floor'
            ? await findFloorRemoval(context, place, file.commit)
            : await context.forge.repositories.lastTouched(place, policyBranch, POLICY_PATH),
      };
  }
}

/** Whoever names a floor in the configuration wants one: a typing error there must not open the gate. */
function unseenFloor({ owner, name, named }: Floor): LayerSource {
  if (!named) return { state: 'absent' };
  const detail = `the configuration names ${owner}/${name} as the floor, and there is no ${POLICY_PATH} in it`;
  return { state: 'unreadable', why: { code: 'forbidden', detail } };
}

/** Null where the repository of the floor is gone, as a whole or meanwhile. */
async function findFloorRemoval(context: Context, place: Place, tip: string | null): Promise<string | null> {
  if (tip === null) return null;
  const { owner, name } = floorOf(context, place);
  try {
    const floor = { ...place, repository: { ...place.repository, owner, name } };
    return await context.forge.repositories.lastTouched(floor, tip, POLICY_PATH);
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}
