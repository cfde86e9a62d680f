import { parseArgs } from 'node:util';
import { Fault } from '../base/fault.ts';
import { findNearest } from '../policy/nearest.ts';
import type { OptionSpec } from './option.ts';

/** The arguments of one call, checked against what the command declares. */
export interface Words {
  readonly positionals: readonly string[];
  /** The value of an option, or null when it was not given. */
  value(name: string): string | null;
  /** All values of an option that may be given several times. */
  values(name: string): readonly string[];
  /** The value of an option that has to be given. Throws Fault `cli.usage`. */
  require(name: string): string;
  /** Was this switch given? */
  has(name: string): boolean;
}

export interface WordRules {
  /** The command's name, for complaints. */
  readonly command: string;
  readonly options: readonly OptionSpec[];
  readonly arguments: { readonly least: number; readonly most: number };
}

/** Reads arguments. Throws Fault `cli.usage` with one sentence: what is wrong, and which word was probably meant. */
export function readWords(args: readonly string[], rules: WordRules): Words {
  const complain = (message: string): Fault =>
    new Fault('cli.usage', message, { next: `See \`countersign ${rules.command} --help\`.` });
  const byName = new Map(rules.options.map((option) => [option.name, option]));
  const options = Object.fromEntries(
    rules.options.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, readonly string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = byName.get(token.name);
    if (option === undefined)
      throw complain(`There is no option ${token.rawName}${suggest(token.name, [...byName.keys()])}`);
    if (option.later !== undefined) throw complain(`${token.rawName} ${option.later}`);
    const before = values.get(token.name) ?? [];
    if (before.length > 0 && option.many !== true) throw complain(`${token.rawName} is given twice`);
    values.set(token.name, [...before, readValue(option, token, complain)]);
  }
  if (positionals.length < rules.arguments.least) throw complain('An argument is missing');
  const extra = positionals[rules.arguments.most];
  if (extra !== undefined) throw complain(`There is one argument too many: ${JSON.stringify(extra)}`);
  return {
    positionals,
    value: (name) => values.get(name)?.[0] ?? null,
    values: (name) => values.get(name) ?? [],
    require(name) {
      const value = values.get(name)?.[0];
      if (value === undefined) throw complain(`--${name} ${byName.get(name)?.value ?? ''} is missing`);
      return value;
    },
    has: (name) => values.has(name),
  };
}

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readValue(option: OptionSpec, token: OptionToken, complain: (message: string) => Fault): string {
  const { value, inlineValue } = token;
  if (option.value === undefined) {
    if (value !== undefined) throw complain(`${token.rawName} takes no value`);
    return '';
  }
  // A value that looks like an option is a forgotten value, unless it was written with "=".
  if (value === undefined || value === '' || (inlineValue !== true && value.startsWith('-') && value !== '-')) {
    throw complain(`${token.rawName} needs a value: ${token.rawName} ${option.value}`);
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw complain(
      `${token.rawName} is one of ${option.choices.join(', ')}, not ${JSON.stringify(value)}${suggest(value, option.choices, '')}`,
    );
  }
  return value;
}

/** ` (did you mean --format?)`, or nothing. */
export function suggest(word: string, known: readonly string[], dashes = '--'): string {
  const nearest = findNearest(word, known);
  return nearest === null ? '' : ` (did you mean ${dashes}${nearest}?)`;
}
