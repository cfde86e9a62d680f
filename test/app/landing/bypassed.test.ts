import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { findBypass } from '../../../src/app/landing/bypassed.ts';
import type { Pushed } from '../../../src/app/landing/pushed.ts';
import type { Bypass, Place } from '../../../src/app/ports.ts';
import { DAY, HOUR } from '../../../src/base/clock.ts';
import { Fault } from '../../../src/base/fault.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const place: Place = { installation: 1, repository: { id: 2, owner: 'acme', name: 'shop' } };
const pushed: Pushed = {
  repository: 2,
  branch: 'main',
  isDefault: true,
  before: 'a'.repeat(40),
  after: null,
  actor: { id: 5, type: 'user' },
  at: NOW,
  guid: 'a-guid',
};

/** A GitHub that gives this answer, and the periods that it was asked for. */
function asked(answer: Bypass | null | Fault) {
  const periods: string[] = [];
  const bypass: Context['forge']['repositories']['bypass'] = async (_, { ref, before, after, period }) => {
    expect([ref, before, after]).toEqual(['refs/heads/main', pushed.before, pushed.after]);
    periods.push(period);
    if (answer instanceof Fault) throw answer;
    return answer;
  };
  const forge = { repositories: { bypass } } as unknown as Context['forge'];
  const context = { forge, clock: { now: () => NOW } } as unknown as Context;
  return {
    periods,
    find: async (fields: Partial<Pushed> = {}) => await findBypass(context, place, { ...pushed, ...fields }),
  };
}

test('rules are named in words of a closed list, each once', async () => {
  const found = asked({ suite: 9, by: 7, rules: ['pull_request', 'a_rule_of_tomorrow', 'another_one'] });
  expect(await found.find()).toEqual({ suite: 9, by: 7, rules: ['pull_request', 'other'] });
  expect(await asked({ suite: 9, by: null, rules: [] }).find()).toEqual({ suite: 9, rules: [] });
  expect(await asked(null).find()).toBeNull();
});

test('GitHub is asked as far back as the push lies', async () => {
  const { find, periods } = asked(null);
  for (const age of [0, HOUR, DAY, 10 * DAY]) await find({ movedAt: NOW - age });
  await find({ at: NOW - 2 * HOUR });
  expect(periods).toEqual(['hour', 'day', 'week', 'month', 'day']);
});

test('what GitHub fails to say is asked again for a day, and then left out; how busy it is, always', async () => {
  const away = asked(new Fault('github.unavailable', 'away'));
  await expect(away.find()).rejects.toThrow('away');
  expect(await away.find({ at: NOW - DAY })).toBeNull();
  const busy = asked(new Fault('github.rate-limited', 'busy'));
  await expect(busy.find({ at: NOW - DAY })).rejects.toThrow('busy');
});
