import { asFault, Fault } from '../base/fault.ts';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { showHelp, showOverview } from './help.ts';
import type { Io } from './io.ts';
import { showLines, showOutside } from './text.ts';
import { readVersion } from './version.ts';
import { readWords, suggest } from './words.ts';

const GENERAL_HELP = ['--help', '-h', 'help'];
const VERSION = ['--version', '-V', 'version'];

/** Runs one command line. Whatever happens becomes an exit code; nothing is thrown. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    io.err(showFault(asFault(error)));
    return EXIT.unasked;
  }
}

async function dispatch(args: readonly string[], io: Io): Promise<ExitCode> {
  const [first] = args;
  if (first === undefined) {
    io.err(showOverview());
    return EXIT.unasked;
  }
  if (GENERAL_HELP.includes(first)) return answer(io, showOverview());
  if (VERSION.includes(first)) return answer(io, `countersign ${readVersion()}\n`);
  const entry = findEntry(args);
  if (entry === null) return refuseCommand(args, io);
  const command = await entry.load();
  const rest = args.slice(entry.name.split(' ').length);
  if (asksForHelp(rest)) return answer(io, showHelp(entry, command));
  return command.run(
    readWords(rest, { command: entry.name, options: command.options, arguments: command.arguments }),
    io,
  );
}

async function answer(io: Io, text: string): Promise<ExitCode> {
  await io.out(text);
  return EXIT.yes;
}

function findEntry(args: readonly string[]): CatalogueEntry | null {
  const asked = (words: number): string => args.slice(0, words).join(' ');
  return catalogue.find(({ name }) => name === asked(name.split(' ').length)) ?? null;
}

/** Help is asked for anywhere before `--`, whatever else stands there. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** A group without its verb shows the group; anything else is a command that nobody knows. */
async function refuseCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const [group = '', verb] = args;
  const members = catalogue.filter(({ name }) => name.startsWith(`${group} `));
  if (members.length > 0 && (verb === undefined || asksForHelp(args))) {
    if (verb !== undefined) return answer(io, showOverview(group));
    io.err(showOverview(group));
    return EXIT.unasked;
  }
  const asked = members.length > 0 ? `${group} ${verb}` : group;
  const names = catalogue.flatMap(({ name }) => (members.length > 0 ? [name] : [name, name.split(' ')[0] ?? name]));
  throw new Fault('cli.usage', `There is no command ${JSON.stringify(asked)}${suggest(asked, names, '')}`);
}

/** One sentence: what is wrong, where, what to do. A bug of ours shows where it happened. */
function showFault(fault: Fault): string {
  const place = fault.position === undefined ? '' : ` (line ${fault.position.line}, column ${fault.position.column})`;
  // A configuration lists all its problems, a line each; anything else is one line, whatever a path or a name holds.
  const message = fault.code === 'config.invalid' ? showLines(fault.message) : showOutside(fault.message);
  const sentence = `countersign: ${message}${place}. ${showOutside(fault.next ?? '')}`.trimEnd();
  if (fault.code !== 'internal.bug') return `${sentence}\n`;
  const cause = fault.cause instanceof Error ? (fault.cause.stack ?? '') : (fault.stack ?? '');
  return `${sentence}\n${showLines(cause)}\n`;
}
