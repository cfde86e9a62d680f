import { toLine } from './entry-text.ts';

/** What `verify` can find, closed. Each names what is wrong with the ledger, never what is wrong with the reader. */
export const problemCodes = [
  'checkpoint-missing',
  'checkpoint-malformed',
  'checkpoint-signature',
  'checkpoint-origin',
  'checkpoint-outdated',
  'witnessed-altered',
  'cosignature',
  'quorum',
  'quorum-old',
  'entry-missing',
  'entry-altered',
  'entry-not-canonical',
  'entry-schema',
  'entry-id',
  'entry-duplicate',
  'time-decreased',
  'policy-version',
  'repository-moved',
  'genesis',
  'rotation',
  'predecessor',
  'bundle-missing',
  'bundle-altered',
  'tile-missing',
  'tile-altered',
  'root-mismatch',
  'stray-file',
  'readme-altered',
  'key-altered',
  'schema-altered',
  'file-altered',
  'history-merged',
  'history-rewound',
  'history-inconsistent',
  'history-edited',
  'history-foreign',
  'trailer-mismatch',
  'evidence-altered',
  'replay-differs',
  'replay-unreadable',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** The entry that it is about, or null. */
  readonly index: number | null;
  /** Object id of the commit that did it, where the history tells. */
  readonly commit: string | null;
  /** One sentence, with what was expected and what was found. */
  readonly message: string;
}

export function problem(
  code: ProblemCode,
  message: string,
  at: Partial<Pick<Problem, 'index' | 'commit'>> = {},
): Problem {
  return { code, index: at.index ?? null, commit: at.commit ?? null, message: toLine(message) };
}
