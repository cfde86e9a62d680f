import { sha256Hex } from './digest.ts';
import { text } from './shape.ts';

/** Of what anybody may have named, a job or a file: plain words, else a digest. */
export const plainName = text('^[A-Za-z0-9.][A-Za-z0-9._/ (),=:+-]*$', 100);

const PLAIN = /^[A-Za-z0-9.][A-Za-z0-9._/ (),=:+-]{0,99}$/;
/** Every sort of token that GitHub refuses to take has a longer one: a job that is called like one must not stop a ledger. */
const LONG_WORD = /[A-Za-z0-9]{17}/;

/** How entries name what an outsider may have named: a fork brings its own workflows, and entries hold nothing of that. */
export function toPlainName(name: string): string {
  return PLAIN.test(name) && !LONG_WORD.test(name) ? name : `sha256.${sha256Hex(name)}`;
}
