import type { Evidence } from './store.ts';

/** The columns that a new piece of evidence brings, in the order of `evidenceArrays`. */
export const EVIDENCE_COLUMNS = 'digest, salt, document, subject, part, hash';

/** A parameter for each column, which `unnest` makes rows of. */
export function evidenceArrays(pieces: readonly Evidence[]): readonly (readonly string[])[] {
  return [
    pieces.map(({ digest }) => digest),
    pieces.map(({ salt }) => salt),
    pieces.map(({ document }) => document),
    pieces.map(({ subject }) => subject),
    pieces.map(({ part }) => part),
    pieces.map(({ hash }) => hash),
  ];
}
