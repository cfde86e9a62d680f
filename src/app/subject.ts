import type { SubjectRef } from '../store/store.ts';
import type { Place } from './ports.ts';

/** The subject of a pull request. Its base is read, never taken from an event. */
export function pullRequestSubject({ installation, repository }: Place, number: number): SubjectRef {
  return { key: `pull_request:${repository.id}:${number}`, kind: 'pull_request', installation, repository, number };
}
