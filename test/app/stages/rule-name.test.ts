import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { report } from '../../../src/app/stages/report.ts';
import { ruleNameOf } from '../../../src/app/stages/rule-name.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { CHECK, flushOnce, judge, useScene } from './scene.ts';

test.each([
  'commits are signed by the people who made them',
  'commits-are-signed-by-the-people-who-made-them',
  'SOX 404: two pairs of eyes (see POL-2026-11)',
])('%j is recorded as it is', (name) => {
  expect(ruleNameOf(name, 2)).toBe(name);
});

test.each(['ghp_', 'AKIA', 'sk_live_', 'xoxb-', 'Bearer eyJ'])(
  'what begins like %j is recorded by its place',
  (prefix) => {
    const random = fc.stringMatching(/^[A-Z0-9][A-Za-z0-9]{30,35}$/);
    fc.assert(fc.property(random, (token) => expect(ruleNameOf(`never ${prefix}${token}!`, 2)).toBe('rule 3')));
  },
);

describe('with push protection', () => {
  const scene = useScene();

  test('a rule that is called like a token stops no ledger, and people still read its name', async () => {
    const token = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const policy = TITLE_POLICY.replace('the title names a ticket', `no ${token} in titles`);
    expect(policy).not.toBe(TITLE_POLICY);
    const shop = await scene.shop({ '.github/countersign.yml': policy });
    await scene.github.setSecretPatterns({ texts: [token] });
    const change = await shop.propose('nothing');
    await judge(scene.context, change);
    await flushOnce(scene.context, shop);
    await report(scene.context, change.key);
    await scene.github.setSecretPatterns({ texts: [] });
    const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
    expect(run).toMatchObject({
      name: CHECK,
      conclusion: 'failure',
      summary: expect.stringContaining('Recorded: entry 2'),
    });
    expect(run?.summary).toContain('ghp&#95;0123456789');
  });

  test('what only a pattern of the organisation’s takes for a secret is named in the log, and goes on when it may', async () => {
    const shop = await scene.shop({
      '.github/countersign.yml': TITLE_POLICY.replace('the title', 'bluebird, the title'),
    });
    await scene.github.setSecretPatterns({ texts: ['bluebird'] });
    const change = await shop.propose('nothing');
    await judge(scene.context, change);
    await expect(flushOnce(scene.context, shop)).rejects.toThrow('Push cannot contain secrets');
    await scene.github.setSecretPatterns({ texts: [] });
    expect((await flushOnce(scene.context, shop)).published.size).toBe(3);
  });
});
