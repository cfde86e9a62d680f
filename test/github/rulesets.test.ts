import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import type { MadeUser } from './control/accounts.ts';
import { makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github);
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

const ruleset = (more: object = {}) => ({
  name: 'r',
  enforcement: 'active',
  conditions: { ref_name: { include: ['refs/heads/x'], exclude: [] } },
  rules: [{ type: 'deletion' }],
  ...more,
});

const call = (path: string, as: MadeUser, options: { method?: string; body?: unknown } = {}) =>
  github.api(`/repos/${sample.repository}${path}`, { token: as.token, ...options });

describe('rulesets', () => {
  test('are written by administrators; to others it looks as if there were nothing to write', async () => {
    expect((await call('/rulesets', sample.dana, { body: ruleset() })).status).toBe(404);
    const made = await call('/rulesets', sample.owner, { body: ruleset() });
    expect(made.status).toBe(201);
    const path = `/rulesets/${(made.body as { id: number }).id}`;
    const body = { enforcement: 'disabled' };
    expect((await call(path, sample.dana, { method: 'PUT', body })).status).toBe(404);
    expect((await call(path, sample.owner, { method: 'PUT', body })).body).toMatchObject(body);
    expect((await call(path, sample.dana, { method: 'DELETE' })).status).toBe(404);
    expect((await call(path, sample.owner, { method: 'DELETE' })).status).toBe(204);
  });

  test('are seen by everybody, their bypass lists by administrators', async () => {
    const actor = { actor_id: sample.app.appId, actor_type: 'Integration', bypass_mode: 'always' };
    const made = await call('/rulesets', sample.owner, { body: ruleset({ bypass_actors: [actor] }) });
    const path = `/rulesets/${(made.body as { id: number }).id}`;
    expect((await call(path, sample.dana)).body).not.toHaveProperty('bypass_actors');
    expect((await call(path, sample.owner)).body).toMatchObject({ bypass_actors: [actor] });
  });

  test('may name an app only where it is installed', async () => {
    const other = await makeSample(github);
    const actor = { actor_id: other.app.appId, actor_type: 'Integration', bypass_mode: 'always' };
    const refused = await call('/rulesets', sample.owner, { body: ruleset({ bypass_actors: [actor] }) });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('must be part of the ruleset source');
  });

  test('take no fields that GitHub does not know', async () => {
    const before = (await github.stats()).problems.length;
    expect((await call('/rulesets', sample.owner, { body: ruleset({ bypass: [] }) })).status).toBe(422);
    expect((await github.stats()).problems).toHaveLength(before);
  });
});

test('people learn what they may do in a repository', async () => {
  const may = async (as: MadeUser) => ((await call('', as)).body as { permissions: object }).permissions;
  expect(await may(sample.owner)).toEqual({ pull: true, triage: true, push: true, maintain: true, admin: true });
  expect(await may(sample.eve)).toEqual({ pull: true, triage: false, push: false, maintain: false, admin: false });
});

test('an app is found by its name', async () => {
  const { slug, appId } = sample.app;
  expect((await github.api(`/apps/${slug}`, { token: sample.eve.token })).body).toMatchObject({ id: appId, slug });
  expect((await github.api('/apps/nobody', { token: sample.eve.token })).status).toBe(404);
});

describe('rule suites', () => {
  const suites = async (query: string, as = sample.owner) =>
    (await call(`/rulesets/rule-suites?ref=refs/heads/suites&${query}`, as)).body as readonly { id: number }[];
  const push = async (bypassRules: boolean) =>
    await github.pushCommit({ repository: sample.repository, branch: 'suites', files: { a: 'a' }, bypassRules });

  test('say of each push what the rules said, newest first, to administrators', async () => {
    await push(false);
    const include = ['refs/heads/suites'];
    await github.createRuleset({ on: sample.repository, name: 'suites', include, rules: [{ type: 'update' }] });
    await expect(push(false)).rejects.toThrow('Cannot update');
    const { before, oid } = await push(true);
    const moved = { before_sha: before, after_sha: oid, ref: 'refs/heads/suites', actor_id: sample.owner.id };
    const all = await suites('');
    expect(all).toMatchObject([{ ...moved, result: 'bypass' }, { result: 'fail' }]);
    expect(await suites('rule_suite_result=bypass&time_period=hour')).toEqual(all.slice(0, 1));
    const whole = await call(`/rulesets/rule-suites/${all[0]?.id ?? 0}`, sample.owner);
    expect(whole.body).toMatchObject({ rule_evaluations: [{ rule_type: 'update', result: 'fail' }] });
    expect((await call('/rulesets/rule-suites', sample.dana)).status).toBe(404);
    expect((await call('/rulesets/rule-suites/1', sample.owner)).status).toBe(404);
  });
});
