import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { headerOf } from '../../../src/app/stages/header.ts';
import { configOf } from './bench.ts';

const context = { config: configOf({ APP_ID: '41' }) } as Context;
const subject = { installation: 9, repository: { id: 3, owner: 'acme', name: 'shop' } };
const observed = '2026-11-21T12:00:00.000Z';

test('the app itself is the actor, whoever asked for the judgement', () => {
  expect(headerOf(context, { subject, n: 2, observed, guids: ['one'] })).toEqual({
    n: 2,
    observed,
    actor: { id: 41, type: 'app' },
    source: 'webhook',
    deliveries: ['one'],
    installation: 9,
    repository: { id: 3, name: 'acme/shop' },
  });
});

test('without a webhook the program is the source', () => {
  expect(headerOf(context, { subject, n: 1, observed, guids: [] }).source).toBe('program');
});

test('the eight newest webhooks are named, newest first', () => {
  const guids = Array.from({ length: 20 }, (_, at) => `guid-${at}`);
  expect(headerOf(context, { subject, n: 1, observed, guids }).deliveries).toEqual(guids.toReversed().slice(0, 8));
});
