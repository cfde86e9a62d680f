import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { installSampleApp, makeSample, type Sample } from './sample.ts';

let github: StandIn;
let receiver: Receiver;
let sample: Sample;
beforeAll(async () => {
  [github, receiver] = await Promise.all([StandIn.start(), startReceiver()]);
});
beforeEach(async () => {
  sample = await makeSample(github, { webhook: receiver });
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await Promise.all([github.stop(), receiver.close()]);
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const commit = 'c'.repeat(40);
const kinds = ['code_scanning', 'secret_scanning', 'dependencies'] as const;
const lists = {
  code_scanning: '/code-scanning/alerts',
  secret_scanning: '/secret-scanning/alerts',
  dependencies: '/dependabot/alerts',
} as const;
const api = async (path: string, token = sample.app.token) =>
  await github.api(`/repos/${sample.repository}${path}`, { token });
const numbersOf = async (path: string): Promise<readonly number[]> =>
  ((await api(path)).body as readonly { readonly number: number }[]).map(({ number }) => number);

test.each(kinds)('alerts of %s are open until they are closed', async (kind) => {
  const { repository } = sample;
  await github.addAnalysis({ repository, commit });
  for (let made = 0; made < 3; made += 1) await github.addAlert({ repository, kind, severity: 'low' });
  await github.closeAlert({ repository, kind, number: 1, how: 'fixed' });
  await github.closeAlert({ repository, kind, number: 2, how: 'dismissed' });
  expect(await numbersOf(`${lists[kind]}?state=open`)).toEqual([3]);
  expect(await numbersOf(lists[kind])).toEqual([3, 2, 1]);
});

test('code scanning tells of one ref, and of one tool', async () => {
  const { repository } = sample;
  const ref = 'refs/pull/7/merge';
  for (const on of [{}, { ref }, { ref, tool: 'Trivy' }]) {
    await github.addAnalysis({ repository, commit, ...on });
    await github.addAlert({ repository, kind: 'code_scanning', commit, ...on });
  }
  expect(await numbersOf('/code-scanning/alerts')).toEqual([1]);
  expect(await numbersOf('/code-scanning/alerts?ref=main')).toEqual([1]);
  expect(await numbersOf(`/code-scanning/alerts?ref=${ref}&sort=number&direction=asc`)).toEqual([2, 3]);
  expect(await numbersOf(`/code-scanning/alerts?ref=${ref}&tool_name=Trivy`)).toEqual([3]);
  expect((await api(`/code-scanning/analyses?ref=${ref}`)).body).toMatchObject([
    { tool: { name: 'Trivy' }, commit_sha: commit, error: '' },
    { tool: { name: 'CodeQL' }, ref },
  ]);
});

test('dependencies by severity, page after page without numbers', async () => {
  const { repository } = sample;
  for (const severity of ['low', 'critical', 'high'] as const)
    await github.addAlert({ repository, kind: 'dependencies', severity });
  const first = await api('/dependabot/alerts?severity=critical,high&per_page=1');
  expect(first.body).toMatchObject([{ number: 3, security_vulnerability: { severity: 'high' } }]);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await github.api(next.slice(next.indexOf('/repos/')), { token: sample.app.token });
  expect(second.body).toMatchObject([{ number: 2 }]);
  expect(second.headers.get('link')).toBeNull();
  expect((await api('/dependabot/alerts?page=2')).status).toBe(422);
});

test('nothing was analyzed yet, or a feature is off', async () => {
  const { repository } = sample;
  expect(await api('/code-scanning/alerts')).toMatchObject({ status: 404, body: { message: 'no analysis found' } });
  expect(await api('/code-scanning/analyses')).toMatchObject({ status: 404 });
  const words = 'Dependabot alerts are disabled for this repository.';
  await github.setAlertsOff({ repository, kind: 'dependencies', words });
  expect(await api('/dependabot/alerts')).toMatchObject({ status: 403, body: { message: words } });
  await github.setAlertsOff({ repository, kind: 'dependencies', words: null });
  expect(await numbersOf('/dependabot/alerts')).toEqual([]);
});

test('who may not read them', async () => {
  const { organization, repository } = sample;
  const slug = `other-${organization}`;
  const other = await installSampleApp(github, { organization, slug, permissions: { security_events: 'read' } });
  await github.addAnalysis({ repository, commit });
  const statuses = await Promise.all(kinds.map(async (kind) => (await api(lists[kind], other.token)).status));
  expect(statuses).toEqual([200, 403, 403]);
  const elsewhere = await makeSample(github);
  expect((await api('/code-scanning/alerts', elsewhere.app.token)).status).toBe(403);
});

test.each([
  ['code_scanning', 'code_scanning_alert', ['created', 'fixed', 'closed_by_user']],
  ['secret_scanning', 'secret_scanning_alert', ['created', 'resolved', 'resolved']],
  ['dependencies', 'dependabot_alert', ['created', 'fixed', 'dismissed']],
] as const)('%s is told of', async (kind, event, actions) => {
  const { repository } = sample;
  const { number } = await github.addAlert({ repository, kind });
  for (const how of ['fixed', 'dismissed'] as const) await github.closeAlert({ repository, kind, number, how });
  await github.waitForDeliveries();
  const told = receiver.received.filter(
    (one) => one.event === event && (one.payload['repository'] as { full_name: string }).full_name === repository,
  );
  expect(told).toHaveLength(actions.length);
  expect(new Set(told.map(({ action }) => action))).toEqual(new Set(actions));
});

test('a mistaken command is told', async () => {
  const { repository } = sample;
  await expect(github.closeAlert({ repository, kind: 'dependencies', number: 1, how: 'fixed' })).rejects.toThrow(
    'there is no alert 1',
  );
});
