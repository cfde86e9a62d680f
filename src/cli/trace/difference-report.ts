import type { Deployed } from '../../ledger/trace/deployed.ts';
import type { Difference } from '../../ledger/trace/difference.ts';
import type { CoveredGroup, TracedEntry } from '../../ledger/trace/traced-entry.ts';
import { nameActor } from '../ledger/entry-record.ts';
import { makePaint, shortOid, showOutside } from '../text.ts';
import { deployedJson } from './environments-report.ts';

/** Where decisions stand, by id. */
export type Indexes = ReadonlyMap<string, number>;

export function indexesOf(entries: readonly TracedEntry[]): Indexes {
  return new Map(entries.flatMap(({ id, index }) => (id === null ? [] : [[id, index] as const])));
}

/** docs/cli.md describes the shape. */
export function differenceJson({ from, to, way, landings, late }: Difference, indexes: Indexes) {
  return {
    from: from && deployedJson(from),
    to: to && deployedJson(to),
    way,
    landings: landings.map(({ index, time, actor, says }) => ({
      index,
      time,
      actor,
      how: says.how,
      after: says.after,
      covered: says.covered.map(({ change, commits, decision }) => ({
        change,
        commits,
        decision: { id: decision, index: indexes.get(decision) ?? null },
      })),
      uncovered: says.uncovered.map((commit) => ({ commit, late: late.get(commit) ?? null })),
      omitted: says.omitted,
    })),
  };
}

export function showDifference(difference: Difference, indexes: Indexes, colours: boolean): string {
  const { from, to, way, landings, late } = difference;
  const paint = makePaint(colours);
  const lines = landings.flatMap((landing) => {
    const { index, time, says } = landing;
    const left = says.omitted === 0 ? [] : [`    ${says.omitted} more, not named in the entry`];
    return [
      showOutside(`  entry ${index}  ${time ?? ''}  ${says.how} by ${nameActor(landing) || 'nobody who is named'}`),
      ...says.covered.map((group) => `    ${showOutside(showGroup(group, indexes))}`),
      ...says.uncovered.map((commit) => `    ${paint('red', '✗')} ${showUncovered(commit, late.get(commit))}`),
      ...left,
    ];
  });
  const ends = [
    `from  ${showEnd(from)}`,
    `to    ${showEnd(to)}`,
    ...(from === null || to === null ? [] : ['', WAYS[way]]),
  ];
  return `${[...ends, ...lines].join('\n')}\n`;
}

const WAYS: Readonly<Record<Difference['way'], string>> = {
  same: 'The same commit ran at both.',
  forth: 'What came in between:',
  back: 'It was rolled back. What was taken out:',
  unknown: 'The landings of this ledger do not lead from one to the other.',
};

function showEnd(deployed: Deployed | null): string {
  if (deployed === null) return 'nothing is recorded to have run';
  const { commit, since, entry } = deployed;
  return showOutside(`${shortOid(commit)}, since ${since} (entry ${entry.index})`);
}

function showUncovered(commit: string, late: number | undefined): string {
  const after = late === undefined ? '' : `; somebody covered it afterwards (entry ${late})`;
  return `${showOutside(shortOid(commit))}: covered by no decision when it landed${after}`;
}

function showGroup({ change, commits, decision }: CoveredGroup, indexes: Indexes): string {
  const what = change === null ? '' : `#${change} `;
  const index = indexes.get(decision);
  return `${what}${commits.map(shortOid).join(', ')}: allowed by ${index === undefined ? decision : `entry ${index}`}`;
}
