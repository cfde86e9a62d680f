import type { JsonObject } from '../../src/base/json.ts';
import type { Broken } from './invariants/broken.ts';
import type { Outcome, RunOptions } from './run.ts';

const MOST = 40;

/** What somebody needs who wants to know why: each broken invariant, and what was done to the subject concerned. */
export function describeOutcome({ seed }: Pick<RunOptions, 'seed'>, outcome: Outcome): string {
  const { broken, passed, entries, judged, calm } = outcome;
  const summary = `seed ${seed}: ${passed.actions} actions, ${passed.deliveries} deliveries, ${passed.kills} kills, ${entries} entries, ${judged} open pull requests judged from scratch, calm after ${Math.round(calm.took / 100) / 10} s`;
  if (broken.length === 0) return `${summary}\nevery invariant holds`;
  const shown = broken
    .slice(0, MOST)
    .map((each) => `- ${each.invariant}: ${each.about ?? ''} ${each.message}${trailOf(each, outcome)}`);
  const concerned = new Set(broken.map(({ about }) => about));
  const books = outcome.books.filter(({ repository }) => concerned.has(repository)).map(describeBook);
  const left = broken.length > MOST ? [`… and ${broken.length - MOST} more`] : [];
  return [summary, `${broken.length} broken`, ...shown, ...left, ...books].join('\n');
}

function trailOf({ about, number }: Broken, { places }: Outcome): string {
  if (about === null || number === undefined) return '';
  const trail = places.find(({ repository }) => repository === about)?.trail ?? [];
  const deeds = trail.filter((deed) => deed.number === number || deed.action.kind === 'policy');
  return deeds
    .map(
      ({ at, action, outcome }) =>
        `\n    ${new Date(at).toISOString()} ${action.kind} #${number} ${action.dice}: ${outcome}`,
    )
    .join('');
}

/** A line an entry. */
function describeBook({ repository, book }: Outcome['books'][number]): string {
  const lines = (book?.entries ?? []).map((entry, index) => {
    const { countersign: header, ...said } = entry['predicate'] as JsonObject;
    return `  ${index} ${JSON.stringify(header)} ${JSON.stringify(entry['subject'])} ${JSON.stringify(said)}`;
  });
  return [`${repository}:`, ...lines].join('\n');
}
