import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { privateKey } from './key.ts';
import { loginOf, openChange, openScene, type Scene, valueOf } from './scene.ts';

let github: StandIn;
let scene: Scene;
let repository: string;
let number: number;
let head: string;
/** Another app, without an installation of its own. */
let ci: number;

beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

beforeEach(async () => {
  scene = await openScene(github);
  ({ repository } = scene);
  ({ number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] }));
  ({ appId: ci } = await github.createApp({
    owner: scene.organization,
    slug: `ci-${scene.organization}`,
    privateKey: privateKey(),
    permissions: { checks: 'write' },
    events: [],
  }));
});

describe('labels', () => {
  test('come with the pull request, more than a page of them with one more query', async () => {
    await github.label({ repository, number, label: 'risk: <b>`high`</b>' });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(1);
    expect(valueOf(result.labels)).toEqual(['risk: <b>`high`</b>']);
    for (let n = 0; n < 100; n++) await github.label({ repository, number, label: `l${n}` });
    const more = await scene.counting(async () => scene.read(number));
    expect(more.requests).toBe(2);
    expect(new Set(valueOf(more.result.labels)).size).toBe(101);
  });

  test('are not asked for without need', async () => {
    const facts = await scene.read(number, { needs: { labels: false, checks: false, workflows: false } });
    for (const fact of [facts.labels, facts.checks, facts.workflows])
      expect(fact).toMatchObject({ known: false, why: { code: 'not-needed' } });
  });
});

describe('checks and workflow runs', () => {
  test('of nobody are none', async () => {
    const facts = await scene.read(number);
    expect([valueOf(facts.checks), valueOf(facts.workflows)]).toEqual([[], []]);
  });

  test('of the head, ours left out, with the app that said it', async () => {
    await github.writeCheck({ repository, sha: head, appId: ci, name: 'lint', conclusion: 'success' });
    await github.writeCheck({ repository, sha: head, appId: ci, name: 'countersign: main', conclusion: 'success' });
    await github.writeCheck({ repository, sha: head, appId: scene.appId, name: 'countersign: main' });
    await github.setStatus({ repository, sha: head, context: 'ci/build', state: 'error' });
    await github.setStatus({ repository, sha: scene.root, context: 'ci/build', state: 'success' });
    const path = '.github/workflows/ci.yml';
    const { run } = await github.runWorkflow({ repository, sha: head, path, name: 'CI', jobs: ['test'] });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(1);
    const app = { id: ci, slug: `ci-${scene.organization}` };
    expect(valueOf(result.checks)).toEqual([
      expect.objectContaining({ source: 'check_run', name: 'lint', app, state: 'success' }),
      expect.objectContaining({ source: 'check_run', name: 'countersign: main', app, state: 'success' }),
      expect.objectContaining({ source: 'check_run', name: 'test', state: 'pending' }),
      expect.objectContaining({ source: 'status', name: 'ci/build', app: null, state: 'error' }),
    ]);
    expect(valueOf(result.workflows)).toEqual([{ path, name: 'CI', event: 'pull_request', run, state: 'pending' }]);
    await github.finishWorkflow({ run, conclusion: 'skipped' });
    expect(valueOf((await scene.read(number)).workflows)).toMatchObject([{ run, state: 'skipped' }]);
  });

  test('are looked into where a policy names the file', async () => {
    const path = '.github/workflows/ci.yml';
    await github.runWorkflow({ repository, sha: head, path, jobs: ['test'], conclusion: 'success' });
    const asked = async () => await scene.read(number, { needs: { attempts: [path] } });
    const { result, requests } = await scene.counting(asked);
    expect(requests).toBe(3);
    expect(result.requests).toBe(3);
    expect(valueOf(result.workflows)).toMatchObject([
      { path, attempt: { value: { number: 1, jobs: [{ name: 'test', state: 'success' }] } } },
    ]);
  });

  test('of a workflow that ran again because the title was edited are those of the later run', async () => {
    const ran = { repository, sha: head, path: '.github/workflows/title.yml', jobs: ['title'] };
    await github.runWorkflow({ ...ran, conclusion: 'failure' });
    await github.runWorkflow({ ...ran, conclusion: 'success' });
    const facts = await scene.read(number);
    expect(valueOf(facts.checks)).toMatchObject([{ name: 'title', state: 'success' }]);
    expect(valueOf(facts.workflows).map(({ state }) => state)).toEqual(['failure', 'success']);
  });

  test('of a file in another repository have no path here', async () => {
    const other = await github.createRepository({ owner: scene.organization, name: 'required' });
    const path = '.github/workflows/ci.yml';
    await github.runWorkflow({ repository, sha: head, path, keptIn: other.fullName, conclusion: 'success' });
    expect(valueOf((await scene.read(number)).workflows)).toMatchObject([{ path: null, state: 'success' }]);
  });

  test('beyond a page take one more query', async () => {
    for (let n = 0; n < 101; n++)
      await github.writeCheck({ repository, sha: head, appId: ci, name: `c${n}`, conclusion: 'success' });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(2);
    expect(valueOf(result.checks)).toHaveLength(101);
    // The suites were complete on the first page.
    expect(valueOf(result.workflows)).toEqual([]);
  });

  test('are those of a merge group where its commit is given', async () => {
    const as = loginOf(scene, 'dana');
    const { oid } = await github.pushCommit({ repository, branch: 'queue', as, files: { q: 'q' } });
    await github.writeCheck({ repository, sha: head, appId: ci, name: 'lint', conclusion: 'success' });
    await github.writeCheck({ repository, sha: oid, appId: ci, name: 'lint', conclusion: 'failure' });
    const { result, requests } = await scene.counting(async () => scene.read(number, { groupHead: oid }));
    expect(requests).toBe(1);
    expect(valueOf(result.checks)).toMatchObject([{ name: 'lint', state: 'failure' }]);
    // Not known to this replica yet, or not any more: read again, before anything is said of the group.
    const unseen = scene.read(number, { groupHead: '0123456789'.repeat(4) });
    await expect(unseen).rejects.toMatchObject({ code: 'github.incomplete' });
  });

  test('that the app may not read are unknown, each by itself', async () => {
    await github.changeRepository({ repository, private: true });
    await github.setStatus({ repository, sha: head, context: 'ci/build', state: 'success' });
    await github.runWorkflow({ repository, sha: head, path: 'ci.yml', jobs: ['test'], conclusion: 'success' });
    const allowed = { checks: 'write', contents: 'write', members: 'read', pull_requests: 'write' };
    const { installation: installationId } = scene.place;
    await github.setPermissions({ installationId, permissions: { ...allowed, statuses: 'read' } });
    scene.renewToken();
    const without = await scene.read(number);
    expect(without.workflows).toMatchObject({ known: false, why: { code: 'forbidden' } });
    expect(valueOf(without.checks)).toMatchObject([{ name: 'test' }, { name: 'ci/build' }]);
    await github.setPermissions({ installationId, permissions: { ...allowed, actions: 'read' } });
    scene.renewToken();
    const none = await scene.read(number);
    expect(none.checks).toMatchObject({ known: false, why: { code: 'forbidden' } });
    expect(valueOf(none.workflows)).toHaveLength(1);
    expect(valueOf(none.commits)).toHaveLength(1);
  });
});

describe('required checks', () => {
  test('are those of every rule set on the base', async () => {
    const rule = (context: string, integration_id?: number) => ({
      type: 'required_status_checks' as const,
      parameters: {
        required_status_checks: [{ context, ...(integration_id === undefined ? {} : { integration_id }) }],
        strict_required_status_checks_policy: false,
      },
    });
    const include = ['refs/heads/main'];
    await github.createRuleset({ on: repository, name: 'own', include, rules: [rule('lint')] });
    await github.createRuleset({
      on: scene.organization,
      name: 'ours',
      include: ['~ALL'],
      rules: [rule('countersign: main', scene.appId), { type: 'deletion' }],
    });
    expect(valueOf((await scene.read(number)).requiredChecks)).toEqual([
      { context: 'lint', appId: null },
      { context: 'countersign: main', appId: scene.appId },
    ]);
  });
});

describe('the policy of another branch', () => {
  test('is read at that branch’s tip, in the same query', async () => {
    const file = (text: string) => ({ '.github/countersign.yml': text });
    await github.moveRef({ repository, ref: 'refs/heads/release/1', oid: scene.root });
    await github.pushCommit({ repository, branch: 'main', files: file('main\n') });
    const { oid } = await github.pushCommit({ repository, branch: 'release/1', files: file('release\n') });
    const options = { policyBranch: 'release/1' };
    const { result, requests } = await scene.counting(async () => scene.read(number, options));
    expect(requests).toBe(1);
    expect(result.policy).toMatchObject({ state: 'present', text: 'release\n', commit: oid });
    expect(result.change.base).toBe('main');
    expect((await scene.read(number)).policy).toMatchObject({ text: 'main\n' });
  });

  test('that is not there is unreadable, and no tag stands in for it', async () => {
    await github.moveRef({ repository, ref: 'refs/tags/gone', oid: scene.root });
    expect((await scene.read(number, { policyBranch: 'gone' })).policy).toMatchObject({
      state: 'unreadable',
      why: { detail: expect.stringContaining('gone') as unknown },
    });
  });
});
