import type { Redaction } from '../../ledger/entries/ledger.ts';

export type Reason = Redaction['reason'];

/** Why evidence may be erased, each in a few words; the entry holds the word alone, never a text of somebody. */
export const reasons: Readonly<Record<Reason, string>> = {
  request: 'the person asked for it',
  law: 'a law or a court demands it',
  mistake: 'it should not have been recorded',
  secret: 'it holds a secret',
  retention: 'it was kept long enough',
};

export function isReason(word: unknown): word is Reason {
  return typeof word === 'string' && Object.hasOwn(reasons, word);
}
