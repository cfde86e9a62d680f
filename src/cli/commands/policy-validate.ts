import { asFault, isFault } from '../../base/fault.ts';
import type { PolicyProblem } from '../../policy/problem.ts';
import { POLICY_BYTES_LIMIT } from '../../policy/schema.ts';
import type { Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readInputFile } from '../input-file.ts';
import type { Io } from '../io.ts';
import { validateBytes } from '../policy-bytes.ts';
import { count, showOutside } from '../text.ts';

/** What became of one file. `unreadable`: why it could not be looked at; nothing is then known of its content. */
export interface Validated {
  readonly file: string;
  readonly rules: number | null;
  readonly problems: readonly PolicyProblem[];
  readonly unreadable: string | null;
}

/** Above the limit of a policy there is nothing to parse, but its size can still be told. */
const BYTES_READ = 16 * 1024 * 1024;

export const policyValidate: Command = {
  usage: 'FILE… [--format text|json]',
  about: [
    'Says every problem of policy files: one line each, `file:line:column: message`.',
    'JSON: {"version": 1, "ok", "files": [{"file", "ok", "rules", "unreadable", "problems": [{"code", "line", "column", "message", "nearest"}]}]}.',
  ],
  arguments: { least: 1, most: Number.POSITIVE_INFINITY },
  options: [
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: ['countersign policy validate .github/countersign.yml'],
  async run(words, io) {
    const validated = await Promise.all(words.positionals.map(validateFile));
    if (words.value('format') === 'json') await io.out(showJson(validated));
    else await showText(validated, io);
    return toExitCode(validated);
  },
};

async function validateFile(file: string): Promise<Validated> {
  try {
    const { bytes, isCut } = await readInputFile(file, BYTES_READ);
    const parsed = isCut ? { problems: [tooLarge()] } : validateBytes(bytes);
    if ('problems' in parsed) return { file, rules: null, problems: parsed.problems, unreadable: null };
    return { file, rules: parsed.policy.rules.length, problems: [], unreadable: null };
  } catch (error) {
    if (!isFault(error, 'cli.unreadable')) throw error;
    return { file, rules: null, problems: [], unreadable: asFault(error).message };
  }
}

function tooLarge(): PolicyProblem {
  const message = `the file has more than ${BYTES_READ} bytes, ${POLICY_BYTES_LIMIT} are allowed`;
  return { code: 'policy.limit', message, line: 1, column: 1, nearest: null };
}

function showJson(validated: readonly Validated[]): string {
  const files = validated.map(({ file, rules, problems, unreadable }) => ({
    file,
    ok: problems.length === 0 && unreadable === null,
    rules,
    unreadable,
    problems: problems.map(({ code, line, column, message, nearest }) => ({ code, line, column, message, nearest })),
  }));
  return `${JSON.stringify({ version: 1, ok: files.every(({ ok }) => ok), files }, null, 2)}\n`;
}

async function showText(validated: readonly Validated[], io: Io): Promise<void> {
  for (const { file, rules, problems, unreadable } of validated) {
    if (unreadable !== null) io.err(`countersign: ${showOutside(unreadable)}. Check the path.\n`);
    for (const { line, column, message } of problems)
      await io.out(`${showOutside(file)}:${line}:${column}: ${showOutside(message)}\n`);
    if (rules !== null) await io.out(`${showOutside(file)}: valid, ${count(rules, 'rule')}\n`);
  }
}

function toExitCode(validated: readonly Validated[]): ExitCode {
  if (validated.some(({ unreadable }) => unreadable !== null)) return EXIT.unasked;
  return validated.some(({ problems }) => problems.length > 0) ? EXIT.no : EXIT.yes;
}
