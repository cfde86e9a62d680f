import type { SubjectRef } from '../store/store.ts';
import type { Place } from './ports.ts';

/** The subject of a pull request. Its base is read, never taken from an event. */
export function pullRequestSubject({ installation, repository }: Place, number: number): SubjectRef {
  return { key: `pull_request:${repository.id}:${number}`, kind: 'pull_request', installation, repository, number };
}

/** The subject of a merge group: a commit that a merge queue made, with one or more pull requests in it. */
export function mergeGroupSubject({ installation, repository }: Place, head: string): SubjectRef {
  return { key: `merge_group:${repository.id}:${head}`, kind: 'merge_group', installation, repository, number: null };
}

export function isMergeGroup({ kind }: Pick<SubjectRef, 'kind'>): boolean {
  return kind === 'merge_group';
}

/** The commit that the subject of a merge group is named after. */
export function headOfGroup({ key }: Pick<SubjectRef, 'key'>): string {
  return key.slice(key.lastIndexOf(':') + 1);
}
