import { Fault } from '../../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { count, showOutside } from '../text.ts';

/** What was found of a person, and what was done about it; docs/cli.md describes it. */
export interface EraseReport {
  /** As the app tells it: `identity`, `documents`, `open`, `rows`, `entries`. */
  readonly findings: JsonObject;
  readonly isDry: boolean;
  /** Did it go on behind the findings? */
  readonly isDone: boolean;
  /** Evidence that could not be read: `origin`, `digests`. */
  readonly left: readonly JsonObject[];
  readonly recorded: readonly JsonObject[];
  readonly erased: readonly JsonObject[];
  readonly unfinished: readonly JsonObject[];
  readonly remains: readonly JsonObject[];
}

interface Gathering {
  readonly isDry: boolean;
  /** Progress, a line at a time. */
  readonly told: (line: string) => void;
}

export async function gather(items: AsyncIterable<Json>, { isDry, told }: Gathering): Promise<EraseReport> {
  let findings: JsonObject | null = null;
  let remains: readonly JsonObject[] | null = null;
  const lists: Record<string, JsonObject[]> = { left: [], recorded: [], erased: [], unfinished: [] };
  for await (const item of items) {
    const { told: kind, ...said } = isJsonObject(item) ? item : {};
    if (kind === 'findings') findings = said;
    else if (kind === 'end') remains = objectsOf(said['remains']);
    else if (typeof kind === 'string' && Object.hasOwn(lists, kind)) lists[kind]?.push(said);
    if (kind === 'recorded' || kind === 'erased')
      told(`${kind}: ${count(numberOf(said['documents']), 'document')} of ${showOutside(textOf(said['origin']))}`);
  }
  if (findings === null) throw new Fault('internal.bug', 'an answer about a person without what was found');
  const { left = [], recorded = [], erased = [], unfinished = [] } = lists;
  return { findings, isDry, isDone: remains !== null, left, recorded, erased, unfinished, remains: remains ?? [] };
}

/** No: entries hold the person. Undetermined: something is left that the same command erases later, or that nobody could read. */
export function exitOf(
  { findings, isDry, isDone, left, unfinished, remains }: EraseReport,
  keepEntries: boolean,
): ExitCode {
  if (objectsOf(findings['entries']).length > 0 && !keepEntries) return EXIT.no;
  if (left.length > 0) return EXIT.undetermined;
  if (isDry) return EXIT.yes;
  return isDone && unfinished.length === 0 && remains.length === 0 ? EXIT.yes : EXIT.undetermined;
}

export function showJson({ findings, isDry, left, recorded, erased, unfinished, remains }: EraseReport): string {
  return `${JSON.stringify({ version: 1, ...findings, dry: isDry, left, recorded, erased, unfinished, remains })}\n`;
}

const ROWS: Readonly<Record<string, string>> = {
  subject: 'verdicts',
  push: 'pushes',
  delivery: 'webhooks that failed',
  memory: 'remembered facts',
  job: 'messages of jobs',
};

export function showText(report: EraseReport): string {
  const { findings, isDry, isDone, left, unfinished, remains } = report;
  const identity = isJsonObject(findings['identity']) ? findings['identity'] : {};
  const rows = isJsonObject(findings['rows']) ? findings['rows'] : {};
  const entries = objectsOf(findings['entries']);
  const open = numberOf(findings['open']);
  const facts: readonly (readonly [string, string])[] = [
    ...['ids', 'logins', 'names', 'emails'].map((name) => [name, listOf(identity[name])] as const),
    ['evidence', count(numberOf(findings['documents']), 'document')],
    ...Object.entries(ROWS).map(([table, name]) => [name, String(numberOf(rows[table]))] as const),
  ];
  const lines = facts
    .filter(([, said]) => said !== '' && said !== '0')
    .map(([name, said]) => `${name.padEnd(20)} ${said}`);
  const held = entries.map(
    (each) =>
      `${count(numberOf(each['entries']), 'entry', 'entries')} of ${showOutside(textOf(each['origin']))} ${numberOf(each['entries']) === 1 ? 'holds' : 'hold'} the person, and cannot be erased.`,
  );
  const notes = [
    ...held,
    ...(open > 0 ? [`${count(open, 'open subject')} will be judged again, by what GitHub still shows.`] : []),
    ...left.flatMap(showLeft),
    ...unfinished.map((each) => `Not done: ${showOutside(textOf(each['what']))}: ${showOutside(textOf(each['why']))}`),
    ...remains.map(
      (each) =>
        `Still there: ${count(numberOf(each['rows']), 'row')} of ${textOf(each['table'])}, ${textOf(each['column'])}.`,
    ),
  ];
  return `${[...lines, '', ...notes, conclude({ isDry, isDone, isHeld: entries.length > 0, isLeft: left.length + unfinished.length + remains.length > 0 })].join('\n')}\n`;
}

function showLeft(each: JsonObject): readonly string[] {
  const digests = Array.isArray(each['digests']) ? (each['digests'] as readonly Json[]) : [];
  const pieces = `${count(digests.length, 'piece')} of evidence of ${showOutside(textOf(each['origin']))}`;
  return [
    `Not read, and left as it is, whatever it holds: ${pieces}`,
    ...digests.map((digest) => `  ${showOutside(textOf(digest))}`),
  ];
}

interface Conclusion {
  readonly isDry: boolean;
  readonly isDone: boolean;
  readonly isHeld: boolean;
  readonly isLeft: boolean;
}

function conclude({ isDry, isDone, isHeld, isLeft }: Conclusion): string {
  if (isDry) return 'Nothing was changed: this was a dry run.';
  if (!isDone) return isHeld ? 'Nothing was changed. --keep-entries erases everything else.' : 'Nothing was changed.';
  return isLeft
    ? 'Erased but for that. The same command again erases what it can.'
    : 'Erased. Backups and GitHub keep what they had: see docs/operating.md, "Erase a person".';
}

function listOf(value: Json | undefined): string {
  return Array.isArray(value) ? value.map((each) => showOutside(String(each))).join(', ') : '';
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
