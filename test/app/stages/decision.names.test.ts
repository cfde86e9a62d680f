import { describe, expect, test } from '@jest/globals';
import { report } from '../../../src/app/stages/report.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { CHECK, flushOnce, judge, useScene } from './scene.ts';

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
