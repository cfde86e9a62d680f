import type { ActorView } from '../../ledger/entry-view.ts';
import { sayLine } from '../../ledger/trace/sentence.ts';
import type { StoryLine } from '../../ledger/trace/story.ts';
import { makePaint, showOutside } from '../text.ts';

/** A line in the JSON answer; docs/cli.md describes it. */
export function lineJson(line: StoryLine) {
  const { index, id, time, kind, actor, repository, commit, changes, environment, results } = line.entry;
  return { index, time, kind, what: sayLine(line), actor, id, repository, commit, changes, environment, results };
}

const WIDTHS = { index: 7, time: 24 } as const;

/** One line an entry: index, time, what, who. */
export function showStory(lines: readonly StoryLine[], colours: boolean): string {
  const head = `${'entry'.padEnd(WIDTHS.index)}  ${'time'.padEnd(WIDTHS.time)}  what — who`;
  return [makePaint(colours)('bold', head), ...lines.map(showLine), ''].join('\n');
}

function showLine(line: StoryLine): string {
  const { index, time } = line.entry;
  const who = showWho(line.entry.actor);
  const what = showOutside(who === '' ? sayLine(line) : `${sayLine(line)} — ${who}`);
  return `${String(index).padEnd(WIDTHS.index)}  ${showOutside(time ?? '').padEnd(WIDTHS.time)}  ${what}`;
}

function showWho(actor: ActorView | null): string {
  return actor === null ? '' : (actor.login ?? `${actor.type ?? 'actor'} ${actor.id ?? '?'}`);
}
