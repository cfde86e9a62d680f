import { toBytes } from '../base/bytes.ts';
import { isFault } from '../base/fault.ts';
import type { Explanation } from '../policy/explanation.ts';
import type { Api } from './api.ts';
import { commitLine, paragraph } from './explanation-blocks.ts';
import { type Block, fitBlocks } from './fit.ts';
import { codeSpan, escapeText, plainLine, type Surface, sentenceMarkdown } from './markdown.ts';

/** GitHub: 1,024 characters. */
const MOST_BYTES = 1_024;
const MOST_NAME = 40;
const MOST_TITLE = 100;
const SHORT_OID = 7;

/** The shape of app/ports.ts, GateAnswer. */
export interface GateAnswer {
  readonly run: number;
  readonly environment: string;
  readonly commit: string;
  /** Null: it is not decided, and this says why. */
  readonly decided: 'approved' | 'rejected' | null;
  readonly explanation: Explanation;
  readonly record: { readonly index: number; readonly root: string } | null;
  /** Number of our check run on the commit, which has all of it; null: there is none. */
  readonly details: number | null;
  /** When it will be refused if nothing changes, in words; null: not by time alone. */
  readonly until: string | null;
}

interface Names {
  readonly owner: string;
  readonly name: string;
  readonly pages: string;
}

/** What GitHub answers where nothing waits for us any more: somebody was faster, the run ended, or this came twice. */
const OVER = /already been reviewed|no pending deployment/i;

/** False: nothing waits for an answer any more. */
export async function writeGateAnswer(api: Api, { owner, name, pages }: Names, answer: GateAnswer): Promise<boolean> {
  try {
    await api.rest('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
      owner,
      repo: name,
      run_id: answer.run,
      environment_name: answer.environment,
      ...(answer.decided === null ? {} : { state: answer.decided }),
      comment: renderGateAnswer(answer, pages),
    });
    return true;
  } catch (error) {
    if (isFault(error, 'github.not-found')) return false;
    if (isFault(error, 'github.invalid') && OVER.test(error.message)) return false;
    throw error;
  }
}

const verbs = { approved: 'Approved', rejected: 'Refused', waiting: 'Waiting' } as const;

/**
 * What stands beside the waiting job: what was decided, why, and what to do now. Where there is no room for all of it, what
 * to do comes first.
 */
export function renderGateAnswer(answer: GateAnswer, pages: string): string {
  const { explanation, decided, until } = answer;
  const surface: Surface = { mentions: 'plain', pages };
  const [head, title] = [headOf(answer), titleOf(explanation)];
  const isDone = decided === 'approved';
  const found = isDone ? [] : [foundBlock(explanation, surface)].filter(isShown);
  const steps = isDone ? [] : [stepsBlock(explanation, surface)].filter(isShown);
  const ending = until === null ? [] : [paragraph(escapeText(until))];
  const end = lastLine(answer, pages);
  const most = MOST_BYTES - toBytes(end).length - 2;
  const whole = fitBlocks([paragraph(`${head} ${title}`), ...found, ...steps, ...ending], Number.POSITIVE_INFINITY);
  const isShort = toBytes(whole).length <= most;
  const shown = isShort ? whole : fitBlocks([paragraph(head), paragraph(title), ...ending, ...steps, ...found], most);
  return `${shown}\n\n${end}`;
}

const isShown = ({ lines, rows }: Block): boolean => lines.length + rows.length > 0;

function headOf({ environment, commit, decided }: GateAnswer): string {
  const where = escapeText(plainLine(environment, MOST_NAME));
  // Where the run could not be read it is not known.
  const what = commit === '' ? '' : ` ← ${codeSpan(commit.slice(0, SHORT_OID))}`;
  return `**${verbs[decided ?? 'waiting']}: ${where}${what}.**`;
}

function titleOf({ title }: Explanation): string {
  return escapeText(plainLine(title.replace(/^(Blocked|Allowed): /, ''), MOST_TITLE));
}

function foundBlock({ details }: Explanation, surface: Surface): Block {
  const found = details.flatMap((detail) => [
    ...detail.found.map((sentence) => sentenceMarkdown(sentence, surface)),
    ...detail.commits.map((commit) => commitLine(commit, surface)),
  ]);
  return { lines: [], rows: found.map((line) => `- ${line}`), noun: 'findings' };
}

function stepsBlock({ steps }: Explanation, surface: Surface): Block {
  const rows = steps.map(({ sentence, commands }, at) => {
    const shown = commands.map((command) => codeSpan(command)).join(' ');
    return `${at + 1}. ${sentenceMarkdown(sentence, surface)} ${shown}`.trim();
  });
  return { lines: rows.length === 0 ? [] : ['**What to do:**'], rows, noun: 'steps' };
}

function lastLine({ record, details, run }: GateAnswer, pages: string): string {
  const link = details === null ? [] : [`[Details](${pages}/runs/${details})`];
  const entry = record === null ? ['not recorded yet'] : [`entry ${record.index}`, `root ${codeSpan(record.root)}`];
  return [...link, ...entry, `run ${run}`].join(' · ');
}
