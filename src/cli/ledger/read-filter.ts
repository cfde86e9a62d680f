import { Fault } from '../../base/fault.ts';
import type { EntryFilter, SubjectFilter } from '../../ledger/entry-filter.ts';
import { kinds } from '../../ledger/kind.ts';
import type { OptionSpec } from '../option.ts';
import { suggest, type Words } from '../words.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The options that say which entries are asked for. */
export const filterOptions: readonly OptionSpec[] = [
  { name: 'kind', value: 'K', says: `${kinds.join(', ')}, or a predicate type` },
  { name: 'actor', value: 'A', says: "who did it: a login or GitHub's numeric id" },
  { name: 'subject', value: 'S', says: 'the beginning of a commit, a pull request (#42), a ref (refs/…) or a URI' },
  { name: 'result', value: 'R', says: 'passed, failed, allow, deny, pending, unknown; of other kinds what they say' },
  { name: 'rule', value: 'R', says: 'a rule that the decision found something about, by its whole name' },
  { name: 'ticket', value: 'T', says: 'the key of a ticket: SHOP-7' },
  { name: 'environment', value: 'E', says: 'the name of an environment' },
  { name: 'artifact', value: 'SHA256', says: 'digest of an artifact' },
  { name: 'repository', value: 'OWNER/NAME', many: true, says: 'about this repository (may be given several times)' },
  { name: 'since', value: 'T', says: 'not before this: RFC 3339, or a day (UTC)' },
  { name: 'until', value: 'T', says: 'before this instant, or until the end of this day (UTC)' },
];

/** Throws Fault `cli.usage` on a value that could find nothing. */
export function readFilter(words: Words): EntryFilter {
  return {
    kind: readWith(words, 'kind', readKind),
    actor: words.value('actor'),
    subject: readWith(words, 'subject', readSubject),
    result: words.value('result'),
    rule: words.value('rule'),
    since: readWith(words, 'since', (text) => readInstant(text, 0)),
    until: readWith(words, 'until', (text) => readInstant(text, DAY_MS)),
    ticket: words.value('ticket'),
    environment: words.value('environment'),
    artifact: readWith(words, 'artifact', readDigest),
    repository: words.values('repository').length === 0 ? null : words.values('repository').map(readRepository),
    repositoryId: null,
  };
}

function readWith<T>(words: Words, name: string, read: (text: string) => T): T | null {
  const text = words.value(name);
  return text === null ? null : read(text);
}

function readKind(text: string): string {
  if (kinds.some((kind) => kind === text) || text.includes(':')) return text;
  throw new Fault('cli.usage', `There is no kind ${JSON.stringify(text)}${suggest(text, kinds, '')}`, {
    next: `One of ${kinds.join(', ')}, or a predicate type.`,
  });
}

function readSubject(text: string): SubjectFilter {
  const change = /^#([1-9]\d{0,14})$/.exec(text)?.[1];
  if (change !== undefined) return { is: 'change', number: Number(change) };
  if (/^[0-9a-f]{4,64}$/i.test(text)) return { is: 'commit', prefix: text.toLowerCase() };
  if (text.startsWith('refs/')) return { is: 'ref', name: text };
  if (text.includes(':')) return { is: 'uri', uri: text };
  throw new Fault('cli.usage', `${JSON.stringify(text)} is not a subject`, {
    next: 'At least four digits of a commit, #42, a full ref (refs/heads/main) or a URI.',
  });
}

export function readRepository(text: string): string {
  if (/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/.test(text)) return text;
  throw new Fault('cli.usage', `${JSON.stringify(text)} is not OWNER/NAME`);
}

export function readDigest(text: string): string {
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text)?.[1];
  if (digest === undefined) throw new Fault('cli.usage', `${JSON.stringify(text)} is not a SHA-256 digest in hex`);
  return digest.toLowerCase();
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** As entries write time, which sorts as text. `dayMs`: how far into a day its date points. */
export function readInstant(text: string, dayMs: number): string {
  const isDate = DATE.test(text);
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  // The 30th of February would be read as a day of March.
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text.slice(0, 10));
  const instant = isDate ? midnight + dayMs : Date.parse(text.toUpperCase().replace(' ', 'T'));
  if (!isDay || Number.isNaN(instant) || !(isDate || INSTANT.test(text))) {
    throw new Fault('cli.usage', `${JSON.stringify(text)} is not a time`, {
      next: 'Write 2026-11-21 or 2026-11-21T14:00:00Z.',
    });
  }
  return new Date(instant).toISOString();
}
