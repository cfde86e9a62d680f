import type { Detail, Explanation, Row } from '../policy/explanation.ts';
import type { Block } from './fit.ts';
import { codeSpan, commandBlock, escapeText, type Mentions, sentenceMarkdown } from './markdown.ts';

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
export function summaryBlocks(explanation: Explanation, mentions: Mentions): readonly Block[] {
  const steps = explanation.steps.map((step) => ({
    lines: [
      ...bold(sentenceMarkdown(step.sentence, mentions)),
      ...(step.commands.length > 0 ? ['', commandBlock(step.commands)] : []),
    ],
    rows: [],
    noun: 'steps',
  }));
  const rows = explanation.rows.map(
    (row) => `| ${marks[row.mark]} | ${escapeText(row.rule)} | ${sentenceMarkdown(row.result, mentions)} |`,
  );
  const table = { lines: ['| | rule | result |', '|---|---|---|'], rows, noun: 'rules' };
  return rows.length > 0 ? [...steps, table] : steps;
}

/** The failing and waiting rules, unfolded, and the notes. */
export function detailBlocks(explanation: Explanation, mentions: Mentions): readonly Block[] {
  const notes = explanation.notes.map((note) => paragraph(sentenceMarkdown(note, mentions)));
  return [...explanation.details.flatMap((detail) => blocksOf(detail, mentions)), ...notes];
}

export const paragraph = (line: string): Block => ({ lines: [line], rows: [], noun: 'lines' });

function blocksOf(detail: Detail, mentions: Mentions): readonly Block[] {
  const found = detail.found.map((sentence) => sentenceMarkdown(sentence, mentions));
  const looked = `*Looked at:* ${sentenceMarkdown(detail.looked, mentions)}`;
  const required = `*Required:* ${sentenceMarkdown(detail.required, mentions)}`;
  const only = found.length === 1 ? ` *Found:* ${found[0]}` : '';
  return [
    paragraph(`#### ${escapeText(detail.rule)}`),
    {
      lines: [`${looked} ${required}${only}`, ...(found.length > 1 ? ['', '*Found:*', ''] : [])],
      rows: found.length > 1 ? found.map((line) => `- ${line}`) : [],
      noun: 'findings',
    },
    ...approvalTable(detail, mentions),
    ...commitList(detail, mentions),
  ];
}

function approvalTable(detail: Detail, mentions: Mentions): readonly Block[] {
  if (detail.approvals.length === 0) return [];
  const rows = detail.approvals.map(({ approval, counts, why }) => {
    const cells = [sentenceMarkdown(approval, mentions), escapeText(counts), sentenceMarkdown(why, mentions)];
    return `| ${cells.join(' | ')} |`;
  });
  return [{ lines: ['| approval | counts? | why |', '|---|---|---|'], rows, noun: 'approvals' }];
}

function commitList(detail: Detail, mentions: Mentions): readonly Block[] {
  if (detail.commits.length === 0) return [];
  const rows = detail.commits.map(
    ({ oid, sentence }) => `- ${codeSpan(oid.slice(0, SHORT_OID))} ${sentenceMarkdown(sentence, mentions)}`,
  );
  return [{ lines: [], rows, noun: 'commits' }];
}

/** Nothing for an empty sentence: two pairs of asterisks side by side would be a line across the page. */
const bold = (line: string): readonly string[] => (line === '' ? [] : [`**${line}**`]);
