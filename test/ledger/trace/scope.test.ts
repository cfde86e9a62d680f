import { describe, expect, test } from '@jest/globals';
import { type Asked, commitsFrom, findScope, isLandingOf, isOfDeployment } from '../../../src/ledger/trace/scope.ts';
import { isLanded } from '../../../src/ledger/trace/traced-entry.ts';
import { commits, oid, told, webScene } from './scene.ts';

const entries = webScene().traced();
const { first, head, change, part, hotfix, last } = commits;
const scopeOf = (asked: Asked) => {
  const { changes, commits: named, decisions } = findScope(asked, entries);
  return { changes: [...changes], commits: [...named].toSorted(), decisions: decisions.size };
};

describe('what a story is about', () => {
  const all42 = { changes: [42], commits: [head, part, change].toSorted(), decisions: 2 };

  test.each<[Asked, object]>([
    [{ is: 'change', number: 42 }, all42],
    [{ is: 'commit', prefix: change.slice(0, 7) }, all42],
    [{ is: 'commit', prefix: part }, all42],
    [{ is: 'commit', prefix: head }, all42],
    [{ is: 'ticket', key: 'SHOP-412' }, all42],
    [{ is: 'deployment', id: 1234 }, all42],
    [
      { is: 'commit', prefix: hotfix },
      { changes: [], commits: [hotfix], decisions: 0 },
    ],
    [
      { is: 'deployment', id: 1240 },
      { changes: [43], commits: [hotfix, last].toSorted(), decisions: 1 },
    ],
    [
      { is: 'change', number: 43 },
      { changes: [43], commits: [last], decisions: 1 },
    ],
    [
      { is: 'deployment', id: 1200 },
      { changes: [41], commits: [first], decisions: 1 },
    ],
    [
      { is: 'change', number: 99 },
      { changes: [99], commits: [], decisions: 0 },
    ],
    [
      { is: 'commit', prefix: '0000000' },
      { changes: [], commits: [], decisions: 0 },
    ],
  ])('%j', (asked, expected) => expect(scopeOf(asked)).toEqual(expected));

  test('others in the same merge group are another story', () => {
    const scene = webScene();
    const [one, two] = [oid('01e'), oid('0b0e')];
    const decision = scene.decideGroup(two, [50, 51]);
    scene.land({
      before: last,
      after: two,
      covered: [
        { decision, change: 50, commits: [one] },
        { decision, change: 51, commits: [two] },
      ],
    });
    const { changes, commits: named } = findScope({ is: 'change', number: 50 }, scene.traced());
    expect([[...changes], [...named]]).toEqual([[50], [one]]);
  });
});

test('commits by their beginning, of landings too', () => {
  expect([...commitsFrom(part.slice(0, 7), entries)]).toEqual([part]);
  expect([...commitsFrom('', entries)]).toContain(hotfix);
  expect([...commitsFrom('zz', entries)]).toEqual([]);
});

test('what tells of a deployment', () => {
  const indexes = entries.filter((entry) => isOfDeployment(entry, 1234)).map(({ index }) => index);
  expect(indexes).toEqual([told.gateClosed, told.gateOpen, told.began42, told.production42]);
});

test('a tag of a commit belongs to its story, and to no other', () => {
  const scene = webScene();
  scene.land({ how: 'create', before: null, after: hotfix, tag: { annotated: false, signature: 'unsigned' } });
  const tagged = scene.traced();
  const tag = tagged.filter(isLanded).find(({ says }) => says.isTag);
  const isPartOf = (prefix: string) =>
    tag === undefined ? null : isLandingOf(findScope({ is: 'commit', prefix }, tagged), tag);
  expect([isPartOf(hotfix), isPartOf(part)]).toEqual([true, false]);
});
