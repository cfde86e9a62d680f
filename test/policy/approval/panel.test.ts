import { expect, test } from '@jest/globals';
import { defaultParts } from '../../../src/policy/approval/exclusions.ts';
import { panelOf } from '../../../src/policy/approval/panel.ts';
import { known } from '../../../src/policy/facts.ts';
import { amir, bo, chen, dana, makeFacts, parse, people, review } from '../scenery.ts';

const rules = 'rules: [{ name: a, require: { draft: false } }]';
const policy = parse(`version: 1\n${people}\n${rules}`);
const facts = makeFacts({ reviews: known([review(amir), review(dana)]) });
const notBy = defaultParts('pull_request');

test('who is asked for, who is excluded, and what each review is worth', () => {
  const { bench, rows } = panelOf({ facts, policy, by: ['maintainers'], notBy });
  expect([...(bench.circle?.people.keys() ?? [])]).toEqual([amir.id, bo.id, chen.id]);
  expect([...bench.exclusions.people.keys()]).toEqual([dana.id]);
  expect(rows.map(({ standing }) => standing.counts)).toEqual(['yes', 'no']);
});

test('is put together once for the same facts, policy, roles and exclusions', () => {
  const first = panelOf({ facts, policy, by: ['maintainers'], notBy });
  expect(panelOf({ facts, policy, by: ['maintainers'], notBy: [...notBy] })).toBe(first);
  expect(panelOf({ facts: { ...facts }, policy, by: ['maintainers'], notBy })).not.toBe(first);
  expect(panelOf({ facts, policy, by: undefined, notBy }).bench.circle).toBeNull();
  expect(panelOf({ facts, policy, by: ['maintainers'], notBy: [] }).bench.exclusions.people.size).toBe(0);
});

test('a role of another layer is another role, whatever its name', () => {
  const others = parse(`version: 1\npeople: { maintainers: { teams: [acme/release] } }\n${rules}`);
  panelOf({ facts, policy, by: ['maintainers'], notBy });
  const { bench, rows } = panelOf({ facts, policy: others, by: ['maintainers'], notBy });
  expect([...(bench.circle?.people.keys() ?? [])]).toEqual([chen.id]);
  expect(rows.map(({ standing }) => standing.why)).toEqual(['not-in-role', 'took-part']);
});

test('reviews that could not be read give no rows', () => {
  const unread = makeFacts({ reviews: { known: false, why: { code: 'unavailable', detail: 'GitHub failed' } } });
  expect(panelOf({ facts: unread, policy, by: undefined, notBy }).rows).toEqual([]);
});
