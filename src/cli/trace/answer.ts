import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { OptionSpec } from '../option.ts';
import { count } from '../text.ts';
import type { ReadFrom } from './traced-source.ts';

export const repositoryOption: OptionSpec = {
  name: 'repository',
  value: 'OWNER/NAME',
  says: 'about this repository, by any name that it had: a ledger may serve several',
};

export const formatOption: OptionSpec = {
  name: 'format',
  value: 'FORMAT',
  choices: ['text', 'json'],
  says: 'how the answer is written (default: text)',
};

export const NOT_VERIFIED = 'Not verified: countersign ledger verify does that.';

/** How each JSON answer begins: what was read. docs/cli.md describes it. */
export function headOf({ checkpoint, source }: ReadFrom) {
  const { origin, size } = checkpoint;
  return { version: 1, origin, size, ref: source.ref, commit: source.tip, verified: false };
}

/** What an entry that cannot be read says is not known: where one may belong to the answer, it is undetermined. */
export function concludeWith(code: ExitCode, unreadable: number, io: Io): ExitCode {
  if (unreadable === 0) return code;
  const entries = count(unreadable, 'entry', 'entries');
  io.err(`countersign: ${entries} cannot be read: see countersign ledger verify.\n`);
  return code === EXIT.yes ? EXIT.undetermined : code;
}
