import type { SubjectKind } from '../facts.ts';

/** What is judged, as a person calls it. */
export function nameSubject(kind: SubjectKind): 'change' | 'deployment' {
  return kind === 'deployment' ? 'deployment' : 'change';
}
