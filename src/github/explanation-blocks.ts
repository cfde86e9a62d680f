import type { Detail, Explanation, Row, Sentence } from '../policy/explanation.ts';
import type { Block } from './fit.ts';
import { codeSpan, commandBlock, escapeText, type Surface, sentenceMarkdown } from './markdown.ts';

const SHORT_OID = 7;

const marks = {
  met: '✅',
  unmet: '❌',
  pending: '⏳',
  unknown: '❔',
  skipped: '➖',
  warning: '⚠️',
  observed: '👁️',
} as const satisfies Readonly<Record<Row['mark'], string>>;

/** What to do now, and one line for each rule. */
export function summaryBlocks(explanation: Explanation, surface: Surface): readonly Block[] {
  const steps = explanation.steps.map((step) => ({
    lines: [
      ...bold(sentenceMarkdown(step.sentence, surface)),
      ...(step.commands.length > 0 ? ['', commandBlock(step.commands)] : []),
    ],
    rows: [],
    noun: 'steps',
  }));
  const rows = explanation.rows.map(
    (row) => `| ${marks[row.mark]} | ${escapeText(row.rule)} | ${sentenceMarkdown(row.result, surface)} |`,
  );
  const table = { lines: ['| | rule | result |', '|---|---|---|'], rows, noun: 'rules' };
  return rows.length > 0 ? [...steps, table] : steps;
}

/** The failing and waiting rules, unfolded, and the notes. */
export function detailBlocks(explanation: Explanation, surface: Surface): readonly Block[] {
  const notes = explanation.notes.map((note) => paragraph(sentenceMarkdown(note, surface)));
  return [...explanation.details.flatMap((detail) => blocksOf(detail, surface)), ...notes];
}

export const paragraph = (line: string): Block => ({ lines: [line], rows: [], noun: 'lines' });

function blocksOf(detail: Detail, surface: Surface): readonly Block[] {
  const found = detail.found.map((sentence) => sentenceMarkdown(sentence, surface));
  const looked = `*Looked at:* ${ended(sentenceMarkdown(detail.looked, surface))}`;
  const required = `*Required:* ${ended(sentenceMarkdown(detail.required, surface))}`;
  const only = found.length === 1 ? ` *Found:* ${ended(found[0] ?? '')}` : '';
  return [
    paragraph(`#### ${escapeText(detail.rule)}`),
    {
      lines: [`${looked} ${required}${only}`, ...(found.length > 1 ? ['', '*Found:*', ''] : [])],
      rows: found.length > 1 ? found.map((line) => `- ${line}`) : [],
      noun: 'findings',
    },
    ...approvalTable(detail, surface),
    ...commitList(detail, surface),
  ];
}

function approvalTable(detail: Detail, surface: Surface): readonly Block[] {
  if (detail.approvals.length === 0) return [];
  const rows = detail.approvals.map(({ approval, counts, why }) => {
    const cells = [sentenceMarkdown(approval, surface), escapeText(counts), sentenceMarkdown(why, surface)];
    return `| ${cells.join(' | ')} |`;
  });
  return [{ lines: ['| approval | counts? | why |', '|---|---|---|'], rows, noun: 'approvals' }];
}

function commitList(detail: Detail, surface: Surface): readonly Block[] {
  if (detail.commits.length === 0) return [];
  const rows = detail.commits.map((commit) => `- ${commitLine(commit, surface)}`);
  return [{ lines: [], rows, noun: 'commits' }];
}

/** A sentence about a commit names it, or its name stands in front. */
export function commitLine({ oid, sentence }: Detail['commits'][number], surface: Surface): string {
  const name = startsWith(sentence, oid) ? '' : `${codeSpan(oid.slice(0, SHORT_OID))} `;
  return `${name}${sentenceMarkdown(sentence, surface)}`;
}

function startsWith([first]: Sentence, oid: string): boolean {
  return first !== undefined && 'code' in first && first.code === oid.slice(0, SHORT_OID);
}

/** Three sentences stand in one line here; elsewhere each has a line of its own and needs no end. */
const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/** Nothing for an empty sentence: two pairs of asterisks side by side would be a line across the page. */
const bold = (line: string): readonly string[] => (line === '' ? [] : [`**${line}**`]);
