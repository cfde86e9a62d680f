import { type Instant, toRfc3339 } from '../base/clock.ts';
import type { Explanation } from '../policy/explanation.ts';
import { detailBlocks, paragraph, summaryBlocks } from './explanation-blocks.ts';
import { POLICY_PATH } from './facts/policy-file.ts';
import { type Block, fitBlocks } from './fit.ts';
import { codeSpan, escapeText, plainLine, showInvisible } from './markdown.ts';

/** GitHub: 65,535 characters each for summary and text. */
const MOST_BYTES = 65_535;
const MOST_TITLE = 70;
const MOST_ANNOTATION = 10_000;

/** The shape of app/ports.ts, CheckRun. */
export interface CheckRun {
  readonly name: string;
  readonly head: string;
  readonly externalId: string;
  readonly status:
    | { readonly state: 'in_progress' }
    | {
        readonly state: 'completed';
        readonly conclusion: 'success' | 'failure' | 'action_required';
        readonly at: Instant;
      };
  readonly startedAt: Instant;
  readonly explanations: readonly { readonly number: number | null; readonly explanation: Explanation }[];
  readonly since: Instant | null;
  readonly record: { readonly index: number; readonly root: string; readonly url: string } | null;
  readonly notices: readonly string[];
}

export interface Output {
  readonly title: string;
  readonly summary: string;
  /** Empty, unless the summary cannot hold everything: then the details stand here. */
  readonly text: string;
}

/** As GitHub calls its fields. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number;
  readonly end_column: number;
  readonly annotation_level: 'failure';
  readonly message: string;
}

/** What a person reads (design/check-run.md), within GitHub's limits. */
export function renderOutput(run: CheckRun, pages: string): Output {
  const surface = { mentions: 'linked', pages } as const;
  const last = lastLine(run);
  const record = last === '' ? '' : `\n\n${last}`;
  const most = MOST_BYTES - new TextEncoder().encode(record).length;
  const notices = run.notices.map((notice) => paragraph(`> **${escapeText(notice)}**`));
  const parts = run.explanations.map(({ number, explanation }) => ({
    heading: run.explanations.length > 1 ? headingOf(number, explanation) : [],
    summary: summaryBlocks(explanation, surface),
    details: detailBlocks(explanation, surface),
  }));
  const title = plainLine(run.explanations[0]?.explanation.title ?? 'Nothing to judge', MOST_TITLE);
  const all = [...notices, ...parts.flatMap(({ heading, summary, details }) => [...heading, ...summary, ...details])];
  const whole = fitBlocks(all, Number.POSITIVE_INFINITY);
  if (new TextEncoder().encode(whole).length <= most) return { title, summary: `${whole}${record}`.trim(), text: '' };
  const first = [...notices, ...parts.flatMap(({ heading, summary }) => [...heading, ...summary])];
  const second = parts.flatMap(({ heading, details }) => [...heading, ...details]);
  return { title, summary: `${fitBlocks(first, most)}${record}`.trim(), text: fitBlocks(second, MOST_BYTES) };
}

/** Only the repository's own policy file can be annotated: the floor's stands in another repository. */
export function renderAnnotations(run: CheckRun): readonly Annotation[] {
  const all = run.explanations.flatMap(({ explanation }) => explanation.annotations);
  const unique = new Map(
    all
      .filter(({ layer }) => layer === 'repository')
      .map(({ line, column, message }) => [`${line}:${column}:${message}`, { line, column, message }]),
  );
  return [...unique.values()].map(({ line, column, message }) => ({
    path: POLICY_PATH,
    start_line: line,
    end_line: line,
    start_column: column,
    end_column: column,
    annotation_level: 'failure',
    message: plainAnnotation(message),
  }));
}

const plainAnnotation = (message: string): string =>
  message.split('\n').map(showInvisible).join('\n').slice(0, MOST_ANNOTATION) || 'invalid';

function headingOf(number: number | null, explanation: Explanation): readonly Block[] {
  const title = escapeText(plainLine(explanation.title, MOST_TITLE));
  return [paragraph(number === null ? `### ${title}` : `### #${number} ${title}`)];
}

/** The minute is enough, and the day is needed: a check may be read days later. */
function lastLine({ since, record }: CheckRun): string {
  const waiting = since === null ? [] : [`Waiting since ${toRfc3339(since).slice(0, 16).replace('T', ' ')} UTC`];
  return [...waiting, ...(record === null ? [] : [recordLine(record)])].join(' · ');
}

function recordLine(record: NonNullable<CheckRun['record']>): string {
  const verify = codeSpan(`npx countersign ledger verify ${record.url}`);
  return `Recorded: entry ${record.index}, root ${codeSpan(record.root)} · verify: ${verify}`;
}
