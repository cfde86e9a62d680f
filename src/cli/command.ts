import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { Words } from './words.ts';

/** An option as it is declared, shown in `--help` and checked. Without `value` it is a switch. */
export interface OptionSpec {
  readonly name: string;
  /** The word that stands for its value: `DIR`. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** Not there yet: whoever gives it is told this, and it stands in no help. */
  readonly later?: string;
  /** May it be given several times? */
  readonly many?: boolean;
  readonly says: string;
}

/** The contract of a command: one file in commands/. */
export interface Command {
  /** Without the program's name: `SOURCE [--key VKEY]`. */
  readonly usage: string;
  /** Paragraphs under the usage. */
  readonly about: readonly string[];
  /** How many arguments beside the options. */
  readonly arguments: { readonly least: number; readonly most: number };
  readonly options: readonly OptionSpec[];
  /** At least one; docs/cli.md shows them, and a test runs them. */
  readonly examples: readonly string[];
  /** Answers on `io`. Throws Faults; whoever calls turns them into a sentence and an exit code. */
  run(words: Words, io: Io): Promise<ExitCode>;
}
