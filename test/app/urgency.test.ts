import { expect, test } from '@jest/globals';
import type { Context } from '../../src/app/context.ts';
import { urgencyOf, withUrgency } from '../../src/app/urgency.ts';
import type { Client } from '../../src/github/client.ts';
import { createForge } from '../../src/github/forge.ts';

test('of jobs, the first three priorities are somebody’s who waits', () => {
  expect([0, 1, 2, 3, 5, 9].map(urgencyOf)).toEqual([
    'person',
    'person',
    'person',
    'background',
    'background',
    'background',
  ]);
});

test('work goes to GitHub with the urgency that it was given, from whatever urgency', async () => {
  const asked: unknown[] = [];
  const client = {
    appId: 1,
    webUrl: 'https://github.com',
    installation: (id: number, urgency: string) => {
      asked.push([id, urgency]);
      throw new Error('that is all');
    },
  } as unknown as Client;
  const context = { forge: createForge({ client, appId: 1 }) } as unknown as Context;
  const place = { installation: 7, repository: { id: 1, owner: 'acme', name: 'shop' } };
  const background = withUrgency(context, 'background');
  for (const each of [context, background, withUrgency(background, 'record')])
    await expect(each.forge.changes.withHead(place, 'a'.repeat(40))).rejects.toThrow('that is all');
  expect(asked).toEqual([
    [7, 'person'],
    [7, 'background'],
    [7, 'record'],
  ]);
});
