import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type GateAnswer, renderGateAnswer, writeGateAnswer } from '../../src/github/deployment-answer.ts';
import { StandIn } from '../github/client.ts';
import type { DeploymentView } from '../github/control/deployments.ts';
import { refuse } from './deployment-explanations.ts';
import { oid } from './gql.ts';
import { privateKey } from './key.ts';
import { openGate, openScene, type Scene } from './scene.ts';

const PAGES = 'https://github.com/acme/shop';
const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

const answer = (change: Partial<GateAnswer> = {}): GateAnswer => ({
  run: 981,
  environment: 'production',
  commit: '7d3e9f0'.padEnd(40, '0'),
  decided: 'rejected',
  explanation: refuse(),
  record: { index: 1_211, root },
  details: 4_511,
  until: null,
  ...change,
});
const render = (change: Partial<GateAnswer> = {}): string => renderGateAnswer(answer(change), PAGES);

describe('what stands beside the job', () => {
  test('says what was decided, why, what to do, and where the rest is', () => {
    expect(render()).toBe(
      [
        '**Refused: production ← `7d3e9f0`.** 2 of 14 commits landed without a passing decision',
        '',
        '- 2 of 14 commits landed without a passing decision: `5c1d2e3`, `6d2e3f4`',
        '- `5c1d2e3` pushed directly by @&#8203;sam, Thu 23:41 UTC (entry 01hx2k9a) "hotfix cache key"',
        '- `6d2e3f4` merged by @&#8203;sam, Thu 23:43 UTC (entry 01hx2kb7) "bump lodash"',
        '',
        '**What to do:**',
        '1. Review 2 commits late: somebody who may, and had no part in them, comments `/countersign cover 5c1d2e3 6d2e3f4 REASON` on #&#8203;981. Then run the job again.',
        '2. Or deploy `b80f1a7`, the newest commit without them.',
        '',
        `[Details](https://github.com/acme/shop/runs/4511) · entry 1211 · root \`${root}\` · run 981`,
      ].join('\n'),
    );
  });

  test('has nothing to do where it was approved', () => {
    expect(render({ decided: 'approved', explanation: refuse({ title: 'Allowed: 5 rules met' }) })).toBe(
      `**Approved: production ← \`7d3e9f0\`.** 5 rules met\n\n[Details](${PAGES}/runs/4511) · entry 1211 · root \`${root}\` · run 981`,
    );
  });

  test('says until when it waits, and what is not there yet', () => {
    const waiting = { decided: null, record: null, details: null, until: 'Refused at 16:40 UTC if nothing changes.' };
    const text = render({ ...waiting, explanation: refuse({ title: 'Waiting for 1 maintainer' }) });
    expect(text).toMatch(/^\*\*Waiting: production ← `7d3e9f0`\.\*\* Waiting for 1 maintainer\n/);
    expect(text).toMatch(/\n\nRefused at 16:40 UTC if nothing changes\.\n\nnot recorded yet · run 981$/);
  });

  test('names no commit where none is known, and nothing where there is nothing to say', () => {
    const empty = refuse({ title: 'Blocked: GitHub failed', details: [], steps: [] });
    expect(render({ commit: '', explanation: empty })).toBe(
      `**Refused: production.** GitHub failed\n\n[Details](${PAGES}/runs/4511) · entry 1211 · root \`${root}\` · run 981`,
    );
  });

  test('puts the commands to copy behind their step', () => {
    const steps = [{ sentence: [{ text: 'Sign it:' }], commands: ['git commit -S', 'git push'] }];
    expect(render({ explanation: refuse({ steps }) })).toContain('1. Sign it: `git commit -S` `git push`\n');
  });

  test('says what to do before what was found, where there is no room for both', () => {
    const [detail] = refuse().details;
    if (detail === undefined) throw new Error('the example has a detail');
    const commits = Array.from({ length: 40 }, (_, n) => ({
      oid: oid(n),
      sentence: [{ text: 'pushed directly by ' }, { login: 'sam' }],
    }));
    const text = render({ explanation: refuse({ details: [{ ...detail, commits }] }) });
    expect(text).toContain('1. Review 2 commits late');
    expect(text).toContain('2. Or deploy `b80f1a7`');
    expect(text.indexOf('2. Or deploy')).toBeLessThan(text.indexOf('- 2 of 14 commits'));
    expect(text).toMatch(/… \d+ more findings left out here/);
    expect(text).toMatch(/ · run 981$/);
  });

  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...Array.from('@#<>|`*_~[]$\\&:!( \n\u202e😀a')), maxLength: 300 }),
    fc.constantFrom('@'.repeat(255), '[x](https://evil.example)', '</td>', '\u202e'.repeat(255), '`'.repeat(80)),
  );

  test('has at most 1,024 characters, whatever is in it, and always says what was decided of what', () => {
    const sentence = fc.array(
      fc.oneof(
        foreign.map((outside) => ({ outside })),
        foreign.map((code) => ({ code })),
        foreign.map((login) => ({ login })),
        foreign.map((text) => ({ text })),
      ),
      { maxLength: 5 },
    );
    const commits = fc.array(
      sentence.map((said) => ({ oid: oid(7), sentence: said })),
      { maxLength: 60 },
    );
    const detail = fc.record({ found: fc.array(sentence, { maxLength: 30 }), commits });
    const step = fc.record({ sentence, commands: fc.array(foreign, { maxLength: 4 }) });
    const any = fc.record({
      environment: foreign.filter((name) => name.trim() !== ''),
      decided: fc.constantFrom<GateAnswer['decided']>('approved', 'rejected', null),
      title: foreign,
      steps: fc.array(step, { maxLength: 20 }),
      details: fc.array(detail, { maxLength: 3 }),
      until: fc.option(fc.constant('Refused at 16:40 UTC if nothing changes.')),
    });
    const pages = `https://github.com/${'o'.repeat(39)}/${'n'.repeat(100)}`;
    fc.assert(
      fc.property(any, ({ title, steps, details, ...said }) => {
        const unfolded = details.map((one) => ({ ...one, rule: 'r', looked: [], required: [], approvals: [] }));
        const explanation = refuse({ title, steps, details: unfolded });
        const record = { index: Number.MAX_SAFE_INTEGER, root };
        const text = renderGateAnswer(
          answer({ ...said, explanation, record, details: Number.MAX_SAFE_INTEGER }),
          pages,
        );
        expect(text.length).toBeLessThanOrEqual(1_024);
        expect(text).toMatch(/^\*\*(Approved|Refused|Waiting): .+ ← `7d3e9f0`\.\*\*/);
        expect(text.endsWith(`· run 981`)).toBe(true);
        for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*(?:#{1,6}\s|>|<|={3,}|```)/);
      }),
      { numRuns: 400 },
    );
  });

  test('of an environment with a foreign name opens no markup and mentions nobody', () => {
    fc.assert(
      fc.property(foreign, (environment) => {
        const text = render({ environment });
        const name = text.slice('**Refused: '.length, text.indexOf(' ← `7d3e9f0`.**'));
        expect(name).not.toMatch(/[<>|`*_~[\]$\r\n]|\\(?!u)|@(?!&#8203;)|:\/\/|#(?!&#8203;|\d+;)/);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an answer', () => {
  const ROUTE = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule';
  let github: StandIn;
  let scene: Scene;
  beforeAll(async () => {
    github = await StandIn.start();
  });
  afterAll(async () => {
    const { problems, unimplemented } = await github.stats();
    await github.stop();
    expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
  });

  const write = async (change: Partial<GateAnswer>): Promise<boolean> =>
    await writeGateAnswer(scene.api, { ...scene.place.repository, pages: PAGES }, answer(change));
  const view = async (): Promise<DeploymentView | undefined> =>
    (await github.deployments({ repository: scene.repository })).at(-1);

  test.each([
    ['approved', 'in_progress'],
    ['rejected', 'failure'],
  ] as const)('%s lets the job be %s, once: then nothing waits any more', async (decided, state) => {
    scene = await openScene(github);
    const { run } = await openGate(scene);
    expect(await write({ run, decided })).toBe(true);
    const gates = [{ answer: { state: decided, comment: render({ run, decided }) }, reports: [] }];
    expect(await view()).toMatchObject({ state, gates });
    expect(await write({ run, decided })).toBe(false);
  });

  test('that decides nothing is a report, and GitHub takes ten', async () => {
    scene = await openScene(github);
    const { run } = await openGate(scene);
    for (let n = 0; n < 10; n += 1) expect(await write({ run, decided: null })).toBe(true);
    const gates = [{ answer: null, reports: expect.arrayContaining([render({ run, decided: null })]) }];
    expect(await view()).toMatchObject({ state: 'waiting', gates });
    await expect(write({ run, decided: null })).rejects.toMatchObject({ code: 'github.invalid' });
    expect(await write({ run, decided: 'approved' })).toBe(true);
  });

  test('has been given already where another app is waited for still', async () => {
    scene = await openScene(github);
    const { organization, appId } = scene;
    const other = await github.createApp({
      owner: organization,
      slug: `other-${organization}`,
      privateKey: privateKey(),
      permissions: { deployments: 'write' },
      events: ['deployment_protection_rule'],
    });
    await github.installApp({ appId: other.appId, organization });
    const { run } = await openGate(scene, { more: { gates: [appId, other.appId] } });
    expect(await write({ run, decided: 'approved' })).toBe(true);
    expect(await write({ run, decided: 'rejected' })).toBe(false);
    expect(await view()).toMatchObject({ state: 'waiting' });
  });

  test('for a run that ended, or is not there, is for nothing', async () => {
    scene = await openScene(github);
    const { run } = await openGate(scene);
    await github.finishWorkflow({ run, conclusion: 'cancelled' });
    expect(await write({ run, decided: 'approved' })).toBe(false);
    expect(await write({ run: run + 1_000, decided: 'approved' })).toBe(false);
  });

  test('that GitHub failed to take is given again; one that it took all the same is for nothing then', async () => {
    scene = await openScene(github);
    const { run } = await openGate(scene);
    for (const when of ['before', 'after'] as const) {
      await github.arm({ on: ROUTE, action: { kind: 'status', status: 502, when } });
      await expect(write({ run, decided: 'approved' })).rejects.toMatchObject({ code: 'github.unavailable' });
    }
    expect(await write({ run, decided: 'approved' })).toBe(false);
    expect(await view()).toMatchObject({ state: 'in_progress' });
  });

  test('that is refused for another reason is no answer', async () => {
    scene = await openScene(github);
    const { run } = await openGate(scene);
    for (const [action, code] of [
      [{ kind: 'status', status: 403 }, 'github.forbidden'],
      [{ kind: 'status', status: 422 }, 'github.invalid'],
      [{ kind: 'secondary-limit' }, 'github.rate-limited'],
    ] as const) {
      await github.arm({ on: ROUTE, action });
      await expect(write({ run, decided: 'approved' })).rejects.toMatchObject({ code });
    }
    expect(await view()).toMatchObject({ state: 'waiting' });
  });
});
