import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Disk } from './disk.ts';
import { METHODS, type Sort } from './doors.ts';
import type { Fate, Mode } from './fated-app.ts';
import { play } from './play.ts';
import { ROWS, SOMETIMES } from './rows.ts';
import { openSurroundings, type Surroundings } from './world.ts';

/** Each test plays the whole story on a database of its own. */
export function describeTable(openDisk: () => Promise<Disk>, modes: readonly Mode[]): void {
  let around: Surroundings;
  beforeAll(async () => {
    around = await openSurroundings();
  }, 120_000);
  afterAll(async () => await around.end(), 60_000);

  test.each(modes)(
    'each step %s, one after the other: what it comes to is the same',
    async (mode) => {
      const met = new Set<string>();
      const disk = await openDisk();
      try {
        const { words, problems } = await play(around, disk, onceEach(mode, met));
        expect(problems).toEqual([]);
        expect(decisionsIn(words)).toEqual(DECISIONS);
        expectRows(met);
      } finally {
        await disk.end();
      }
    },
    600_000,
  );
}

/**
 * What the story's pull request comes to, and its two deployments, act by act; what is said of the database's misfortunes
 * stands between.
 */
const DECISIONS = 'deny pending allow deny allow deny allow deny allow deny allow'.split(' ');
const decisionsIn = (words: readonly string[]): readonly string[] =>
  words.filter((word) => ['deny', 'pending', 'allow', 'unknown'].includes(word));

/** Every step meets it the first time that it comes; one that only reads cannot fail in more than one way. */
function onceEach(mode: Mode, met: Set<string>): Fate {
  return (step) => {
    if (met.has(step)) return null;
    met.add(step);
    return isEffect(step) || mode === 'failed, not stored' ? mode : null;
  };
}

const sortOf = (step: string): Sort | undefined => METHODS.get(step.split(' ')[0] ?? '');
const isEffect = (step: string): boolean => sortOf(step) === 'effect';

function expectRows(met: ReadonlySet<string>): void {
  const known = new Set([...ROWS, ...SOMETIMES]);
  expect({
    withoutRow: [...met].filter((step) => sortOf(step) !== 'read' && !known.has(step)),
    withoutStep: ROWS.filter((row) => !met.has(row)),
  }).toEqual({ withoutRow: [], withoutStep: [] });
}
