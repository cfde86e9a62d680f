import Sequencer from '@jest/test-sequencer';

/**
 * In a fresh clone jest knows nothing of earlier runs. The suites that take longest come first: otherwise one of them begins
 * last, and the other cores wait for it. The rest stays in jest's order, by size. A name that fits nothing costs nothing.
 */
const SLOWEST = [
  'test/torture/torture',
  'test/crash-table/pglite',
  'test/crash-table/postgres',
  'test/cli/documentation',
  'test/whole/ledger-',
  'test/whole/budget',
  'test/app/stages/adopt',
  'test/whole/bad-change',
  'test/whole/merge-queue',
  'test/store/databases/postgres',
  'test/app/stages/signing-keys.crashes',
  'test/app/stages/ledger-of',
  'test/app/stages/publish',
  'test/app/stages/witness',
  'test/app/stages/succession',
  'test/app/stages/evaluate',
  'test/app/stages/evidence-flush',
  'test/app/erase/erase-person',
  'test/main',
  'test/whole/',
  'test/app/stages/',
];

function rankOf({ path, context }) {
  const name = path.slice(context.config.rootDir.length + 1);
  const rank = SLOWEST.findIndex((start) => name.startsWith(start));
  return rank === -1 ? SLOWEST.length : rank;
}

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const bySize = Reflect.apply(super['sort'], this, [tests]);
    return bySize.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
