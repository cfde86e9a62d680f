import type { Unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';

export const POLICY_PATH = '.github/countersign.yml';
const MOST_BYTES = 64 * 1024;
const NOT_FOUND_HERE = 'it does not exist, or the app is not installed there';

/** GraphQL, on a Commit. */
export const policyFileFields = `file(path: "${POLICY_PATH}") {
  mode type object { ... on Blob { oid byteSize isBinary isTruncated text } }
}`;

/** The shape of app/ports.ts, PolicyFile. */
export type PolicyFile =
  | {
      readonly state: 'present';
      readonly text: string;
      readonly blob: string;
      readonly commit: string;
      readonly uri: string;
    }
  | { readonly state: 'absent'; readonly commit: string | null; readonly uri: string }
  | { readonly state: 'unusable'; readonly why: string; readonly commit: string; readonly uri: string }
  | { readonly state: 'unreadable'; readonly why: Unknown; readonly uri: string; readonly isFailing?: boolean };

export interface PolicyPlace {
  readonly webUrl: string;
  readonly owner: string;
  readonly name: string;
}

/** @param target what a branch points to: a GraphQL Commit with `oid` and `policyFileFields` */
export function readPolicyFile(target: Reader, place: PolicyPlace): PolicyFile {
  const commit = target.at('oid').text();
  const uri = policyUri(place, commit);
  const file = target.at('file');
  if (file.isNothing) return { state: 'absent', commit, uri };
  const problem = fileProblem(file);
  if (problem !== null) return { state: 'unusable', why: problem, commit, uri };
  const blob = file.at('object');
  return { state: 'present', text: blob.at('text').text(), blob: blob.at('oid').text(), commit, uri };
}

export function unreadablePolicy(place: PolicyPlace, why: Unknown): PolicyFile {
  return { state: 'unreadable', why, uri: policyUri(place, 'HEAD') };
}

/** GitHub gave an error in its place: whether there is one, and what it says, is not known now. */
export function failedPolicy(place: PolicyPlace, why: Unknown): PolicyFile {
  const unreadable = { state: 'unreadable', why, uri: policyUri(place, 'HEAD') } as const;
  return why.code === 'unavailable' ? { ...unreadable, isFailing: true } : unreadable;
}

/**
 * The organisation's floor. A repository that is not there holds no floor, unless the configuration names it: then "not
 * found" may also mean that the app was taken away from it, which must not open the gate.
 *
 * @param failure the type of the error that GitHub gave for it; null: none
 */
export function readFloor(
  repository: Reader,
  floor: { readonly place: PolicyPlace; readonly named: boolean; readonly failure: string | null },
): PolicyFile {
  const { place, named, failure } = floor;
  const uri = policyUri(place, 'HEAD');
  if (failure === 'NOT_FOUND' && !named) return { state: 'absent', commit: null, uri };
  if (failure !== null || repository.isNothing) {
    const name = `${place.owner}/${place.name}`;
    const why: Unknown =
      failure === 'NOT_FOUND' || failure === 'FORBIDDEN'
        ? { code: 'forbidden', detail: `the floor's repository ${name} is not visible: ${NOT_FOUND_HERE}` }
        : { code: 'unavailable', detail: `GitHub failed to read the floor in ${name}` };
    return failure === null ? unreadablePolicy(place, why) : failedPolicy(place, why);
  }
  const branch = repository.at('defaultBranchRef');
  return branch.isNothing ? { state: 'absent', commit: null, uri } : readPolicyFile(branch.at('target'), place);
}

function policyUri(place: PolicyPlace, commit: string): string {
  return `${place.webUrl}/${place.owner}/${place.name}/blob/${commit}/${POLICY_PATH}`;
}

/** Why what stands at the path is no policy; null: it may be one. Its author decides all of this. */
function fileProblem(file: Reader): string | null {
  const type = file.at('type').text();
  if (type === 'tree') return 'it is a directory';
  if (type !== 'blob') return 'it is a submodule';
  // The mode is git's: 0o120000 is a symbolic link, whose text is a path and not a policy.
  if ((file.at('mode').count() & 0o170000) !== 0o100000) return 'it is a symbolic link';
  const blob = file.at('object');
  if (blob.at('byteSize').count() > MOST_BYTES) return 'it is larger than 64 kB';
  if (blob.at('isBinary').maybe((value) => value.flag()) === true || blob.at('text').isNothing) return 'it is not text';
  return blob.at('isTruncated').flag() ? 'GitHub shows only a part of it' : null;
}
