import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import type { OptionSpec } from './option.ts';
import type { Words } from './words.ts';

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
