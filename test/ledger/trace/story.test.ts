import { describe, expect, test } from '@jest/globals';
import type { Asked } from '../../../src/ledger/trace/scope.ts';
import { tellStory } from '../../../src/ledger/trace/story.ts';
import { commits, oid, Scene, told, webScene } from './scene.ts';

const entries = webScene().traced();
const indexesOf = (asked: Asked, of = entries) => tellStory(asked, of).map(({ entry }) => entry.index);

const { refused42, tested42, decided42, landed42, built42, staging42, gateClosed, gateOpen, began42, production42 } =
  told;
const all42 = [
  refused42,
  tested42,
  decided42,
  landed42,
  built42,
  staging42,
  gateClosed,
  gateOpen,
  began42,
  production42,
];
const fate42 = [...all42, told.rolledBack];

describe('the story of a pull request', () => {
  test.each<Asked>([
    { is: 'change', number: 42 },
    { is: 'ticket', key: 'SHOP-412' },
    { is: 'commit', prefix: commits.change.slice(0, 7) },
    { is: 'commit', prefix: commits.head },
  ])('is the same by %j', (asked) => expect(indexesOf(asked)).toEqual(fate42));

  test('ends where it was rolled back', () => {
    const lines = tellStory({ is: 'change', number: 42 }, entries);
    expect(lines.filter(({ isReplacement }) => isReplacement).map(({ entry }) => entry.index)).toEqual([
      told.rolledBack,
    ]);
  });

  test('by its deployment it ends with what took its place', () => {
    const { production43, rolledBack } = told;
    // The alert is about the deployment that took the place.
    const alerted = told.productionAlert;
    expect(indexesOf({ is: 'deployment', id: 1234 })).toEqual([...all42, production43, alerted, rolledBack]);
  });
});

test('what landed without a decision, and what became of it', () => {
  const expected = [
    told.hotfix,
    told.hotfixAlert,
    told.hotfixCover,
    told.production43,
    told.productionAlert,
    told.rolledBack,
  ];
  expect(indexesOf({ is: 'commit', prefix: commits.hotfix })).toEqual(expected);
});

test('by a merge group', () => {
  const expected = [told.group43, told.landed43, told.production43, told.productionAlert, told.rolledBack];
  expect(indexesOf({ is: 'change', number: 43 })).toEqual(expected);
});

test('a pull request that never landed, and one that was deployed from its head', () => {
  const scene = new Scene();
  scene.decide(oid('aa'), { change: 5, verdict: 'deny' });
  scene.decide(oid('bb'), { change: 6 });
  scene.deploy(oid('bb'), 'preview', { id: 3 });
  expect(indexesOf({ is: 'change', number: 5 }, scene.traced())).toEqual([1]);
  expect(indexesOf({ is: 'change', number: 6 }, scene.traced())).toEqual([2, 3]);
  expect(indexesOf({ is: 'change', number: 7 }, scene.traced())).toEqual([]);
});

test('a deployment that failed, and environments that it never reached', () => {
  const scene = new Scene();
  const decision = scene.decide(oid('aa'), { change: 5 });
  scene.land({ before: null, after: oid('cc'), covered: [{ decision, change: 5, commits: [oid('cc')] }] });
  scene.gate(oid('cc'), 'production', { id: 8, verdict: 'deny' });
  scene.deploy(oid('cc'), 'staging', { id: 9, what: 'failed' });
  scene.deploy(oid('dd'), 'staging', { id: 10 });
  expect(indexesOf({ is: 'change', number: 5 }, scene.traced())).toEqual([1, 2, 3, 4]);
  expect(indexesOf({ is: 'deployment', id: 9 }, scene.traced())).toEqual([1, 2, 3, 4]);
});

test('deployed again after it was rolled back', () => {
  const scene = webScene();
  scene.deploy(commits.last, 'production', { id: 1250 });
  const lines = tellStory({ is: 'change', number: 42 }, scene.traced());
  expect(lines.slice(-2)).toMatchObject([
    { entry: { index: told.rolledBack }, isReplacement: true },
    { entry: { index: told.artifact + 1 }, isReplacement: false },
  ]);
});
