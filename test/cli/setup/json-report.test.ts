import { expect, test } from '@jest/globals';
import { showSetupJson } from '../../../src/cli/setup/json-report.ts';
import { all, check, report, situation, standing } from './scenery.ts';

const parse = (text: string) => JSON.parse(text) as Readonly<Record<string, unknown>>;

test('what is missing comes with the request and the command that create it', () => {
  const lacks = [{ code: 'not-required', text: 'Nothing requires it.' }] as const;
  const answer = parse(
    showSetupJson(report(situation(standing(check, { bypass: [], enforcement: 'disabled' })), { lacks })),
  );
  expect(answer).toMatchObject({
    version: 1,
    ok: false,
    exit: 1,
    repository: { id: 7, owner: 'acme', name: 'shop' },
    app: { id: 12, slug: null },
    applied: false,
    rulesets: [
      {
        name: 'countersign: required check on main',
        purpose: 'check',
        check: 'countersign: main',
        branches: ['main'],
        state: 'differs',
        id: 100,
        differences: ['it is disabled: it refuses nothing'],
        by: [],
        done: null,
        request: { method: 'PUT', path: 'repos/acme/shop/rulesets/100', body: { enforcement: 'active' } },
        command: expect.stringMatching(/^gh api --method PUT repos\/acme\/shop\/rulesets\/100 /),
      },
      { purpose: 'writers', check: null, state: 'missing', id: null, request: { method: 'POST' } },
      { purpose: 'append-only', check: null, state: 'missing' },
    ],
    lacks: [{ code: 'not-required', text: 'Nothing requires it.' }],
  });
});

test('what stands needs no request; what was done is said', () => {
  const done = new Map([[check.definition.name, 'created' as const]]);
  const answer = parse(showSetupJson(report(all(), { done })));
  expect([answer['ok'], answer['exit'], answer['applied']]).toEqual([true, 0, true]);
  expect(answer['rulesets']).toMatchObject([
    { state: 'there', done: 'created', request: null, command: null },
    { state: 'there', done: null },
    { state: 'there', done: null },
  ]);
});
