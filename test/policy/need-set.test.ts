import { expect, test } from '@jest/globals';
import { allNeeds, coversNeeds, joinNeeds, noNeeds } from '../../src/policy/need-set.ts';

const some = { ...noNeeds, files: true, teams: ['b', 'a'] };

test('joined needs ask for everything once', () => {
  expect(joinNeeds([some, { ...noNeeds, reviews: true, users: ['u'], teams: ['a'] }])).toEqual({
    ...noNeeds,
    files: true,
    reviews: true,
    users: ['u'],
    teams: ['a', 'b'],
  });
  expect(joinNeeds([])).toEqual(noNeeds);
  expect(
    joinNeeds([
      { ...noNeeds, attempts: ['b', 'a'] },
      { ...noNeeds, attempts: ['b'] },
    ]).attempts,
  ).toEqual(['a', 'b']);
});

test('covering', () => {
  expect([coversNeeds(allNeeds, noNeeds), coversNeeds(noNeeds, some), coversNeeds(allNeeds, some)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(coversNeeds(joinNeeds([allNeeds, some]), some)).toBe(true);
  for (const key of ['commits', 'signatures', 'files', 'reviews', 'pushers'] as const) {
    expect(coversNeeds({ ...allNeeds, [key]: false }, allNeeds)).toBe(false);
  }
  expect(coversNeeds(allNeeds, { ...noNeeds, users: ['u'] })).toBe(false);
  const looking = { ...noNeeds, attempts: ['a'] };
  expect([coversNeeds(allNeeds, looking), coversNeeds({ ...looking, attempts: ['b', 'a'] }, looking)]).toEqual([
    false,
    true,
  ]);
});
