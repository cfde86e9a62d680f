import { type CatalogueEntry, catalogue } from './catalogue.ts';
import type { Command } from './command.ts';
import type { OptionSpec } from './option.ts';

const EXITS =
  'Exit codes: 0 allowed, valid, done · 1 denied, invalid, tampered · 2 it could not be asked · 3 undetermined';

const HELP_OPTION: OptionSpec = { name: 'help', says: 'this text' };

/** The list of commands; those of one group, when it is named. */
export function showOverview(group: string | null = null): string {
  const entries = catalogue.filter(({ name }) => group === null || name.startsWith(`${group} `));
  return [
    group === null ? 'countersign: gates changes by policy, and proves it afterwards' : `countersign ${group}`,
    '',
    'Commands:',
    ...alignColumns(entries.map(({ name, says }) => [`  countersign ${name}`, says])),
    '',
    ...(group === null ? ['  countersign --version', ''] : []),
    'Every command explains itself: countersign COMMAND --help',
    EXITS,
    '',
  ].join('\n');
}

export function showHelp(entry: CatalogueEntry, command: Command): string {
  const options = [...command.options.filter(({ later }) => later === undefined), HELP_OPTION];
  return [
    `countersign ${entry.name} ${command.usage}`.trim(),
    '',
    ...command.about.flatMap((paragraph) => [paragraph, '']),
    'Options:',
    ...alignColumns(options.map((option) => [`  ${showOption(option)}`, option.says])),
    '',
    command.examples.length === 1 ? 'Example:' : 'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
    EXITS,
    '',
  ].join('\n');
}

function showOption({ name, value, choices }: OptionSpec): string {
  if (value === undefined) return `--${name}`;
  return `--${name} ${choices === undefined ? value : choices.join('|')}`;
}

function alignColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
