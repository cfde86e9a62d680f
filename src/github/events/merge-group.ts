import { readOid } from '../facts/commits.ts';
import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

const BRANCHES = 'refs/heads/';

/** A merge queue wants its checks on a commit that it made, or gave that commit up. Which changes are in it is not said. */
export function readMergeGroupEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action !== 'checks_requested' && action !== 'destroyed') return [];
  const place = readEventPlace(payload);
  const group = payload.at('merge_group');
  const head = readOid(group.at('head_sha'));
  if (action === 'destroyed') return [{ kind: 'group-gone', place, head }];
  const base = group
    .at('base_ref')
    .textLike(/^refs\/heads\/./, 'the ref of a branch')
    .slice(BRANCHES.length);
  return [{ kind: 'group', place, head, base, baseOid: readOid(group.at('base_sha')) }];
}
