import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { METRICS } from '../../src/app/observe/metric-list.ts';
import { type Receiver, startReceiver } from '../app/observe/otlp-receiver.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';
import { appSettings } from './app-settings.ts';
import { type OwnProcess, startProcess } from './own-process.ts';
import { openTeam, type Proposed, type Team, TITLE_POLICY } from './team.ts';

/** The app as its operator sees it: log, figures, status and traces of a process that does all of its work. */

const secret = 'w-MARKER-webhook-secret';
const header = 'h-MARKER-otlp-header';
let github: StandIn;
let sample: Sample;
let receiver: Receiver;
let app: OwnProcess;
let team: Team;
let allowed: Proposed;
let monitor: string;
const data = mkdtempSync(join(tmpdir(), 'countersign-watching-'));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  github = await StandIn.start();
  sample = await makeSample(github, { webhook: { url: 'http://127.0.0.1:9/', secret } });
  receiver = await startReceiver();
  const port = await freePort();
  monitor = `http://127.0.0.1:${port}`;
  app = await startProcess({
    ...appSettings(sample.app, { github, secret }),
    COUNTERSIGN_DATA: data,
    COUNTERSIGN_LEDGER_WINDOW: '0',
    COUNTERSIGN_METRICS_PORT: String(port),
    LOG_LEVEL: 'debug',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: `x-key=${header}`,
  });
  await github.setWebhook({ appId: sample.app.appId, url: `${app.url}/api/github/webhooks` });
  team = await openTeam({ github, appId: sample.app.appId, policy: TITLE_POLICY });
  const body = 'b-MARKER-body of a pull request';
  allowed = await team.propose('fix', { title: 'SHOP-1 t-MARKER-title', body, message: 'SHOP-1 m-MARKER-message' });
  await team.check(allowed.head, 'allowed');
  // Trouble is when most is logged.
  await github.arm({ on: 'GRAPHQL', action: { kind: 'status', status: 502 }, count: 2, containing: team.repository });
  const blocked = await team.propose('other', { title: 'no ticket t-MARKER-title', body });
  await team.check(blocked.head, 'blocked');
  await fetch(`${app.url}/api/github/webhooks`, {
    method: 'POST',
    headers: { 'x-github-delivery': 'a-guid', 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=s-MARKER' },
    body: '{"p-MARKER-payload":1}',
  });
}, 120_000);

afterAll(async () => {
  await app.kill();
  await receiver.stop();
  await github.stop();
  rmSync(data, { recursive: true });
}, 60_000);

const valueOf = (text: string, line: string): number =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length) ?? Number.NaN,
  );

test('the figures say what was done', async () => {
  const answer = await fetch(`${monitor}/metrics`);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(valueOf(text, 'countersign_deliveries_received_total{event="pull_request"}')).toBeGreaterThanOrEqual(2);
  expect(valueOf(text, 'countersign_deliveries_refused_total{reason="webhook.signature"}')).toBe(1);
  expect(valueOf(text, 'countersign_evaluations_total{verdict="allow"}')).toBeGreaterThanOrEqual(1);
  expect(valueOf(text, 'countersign_evaluations_total{verdict="deny"}')).toBeGreaterThanOrEqual(1);
  expect(valueOf(text, 'countersign_github_requests_total{status="200"}')).toBeGreaterThan(2);
  expect(valueOf(text, 'countersign_github_requests_total{status="502"}')).toBe(2);
  expect(valueOf(text, 'countersign_flush_entries_count')).toBeGreaterThanOrEqual(1);
  expect(valueOf(text, 'countersign_ledgers')).toBeGreaterThanOrEqual(1);
  expect(valueOf(text, 'countersign_deliveries_waiting')).toBe(0);
  expect(valueOf(text, 'countersign_database_up')).toBe(1);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  const own = [...text.matchAll(/^# TYPE (countersign_\w+)/gm)].map((match) => match[1] ?? '');
  expect(own.filter((name) => !(name in METRICS))).toEqual([]);
  expect(Object.keys(METRICS).filter((name) => !own.includes(name))).toEqual([]);
});

test('figures and status name nobody, and are not where webhooks come in', async () => {
  const status = await (await fetch(`${monitor}/status`)).text();
  expect(JSON.parse(status)).toMatchObject({ status: 'ready', lacks: [], github: { reachable: true } });
  const figures = await (await fetch(`${monitor}/metrics`)).text();
  for (const text of [status, figures])
    for (const name of [team.organization, team.repository, team.dana.login, 'MARKER'])
      expect(text).not.toContain(name);
  expect((await fetch(`${app.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${app.url}/status`)).status).toBe(404);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});

test('a trace leads from the webhook to its verdict, with what GitHub was asked', async () => {
  await github.waitFor('spans', async () => receiver.spans.some(({ name }) => name === 'report'));
  const { spans } = receiver;
  const receive = spans.find(({ name, fields }) => name === 'receive' && fields['countersign.action'] === 'opened');
  const [guid = ''] = (receive?.fields['countersign.deliveries'] ?? []) as readonly string[];
  expect(receive?.traceId).toBe(guid.replaceAll('-', ''));
  const evaluate = spans.find(({ name, parentId }) => name === 'evaluate' && parentId === receive?.spanId);
  expect(evaluate?.fields).toMatchObject({ 'countersign.subject': expect.stringContaining('pull_request:') });
  const inside = spans.filter(({ parentId }) => parentId === evaluate?.spanId).map(({ name }) => name);
  expect(inside).toContain('settle');
  expect(inside).toContain('GitHub POST /graphql');
  for (const stage of ['flush', 'report']) {
    const ids = spans.filter(({ name }) => name === stage).map(({ spanId }) => spanId);
    const asked = spans.filter(({ name, parentId }) => ids.includes(parentId) && name.startsWith('GitHub '));
    expect({ stage, isAsked: asked.length > 0 }).toEqual({ stage, isAsked: true });
  }
  expect(receiver.headers[0]?.['x-key']).toBe(header);
  // Names are few: of routes, not of what was asked for.
  for (const { name } of spans) expect(name).not.toMatch(/\d{3}|[0-9a-f]{7}/);
});

test('every line about a job or webhook says whose it is', () => {
  const lines = app.lines();
  const refused = lines.find(({ code }) => code === 'webhook.signature');
  expect(refused).toMatchObject({ delivery: 'a-guid', status: 401 });
  const failed = lines.filter(({ msg }) => String(msg).startsWith('A job failed'));
  expect(failed.length).toBeGreaterThan(0);
  for (const line of failed)
    expect(line).toMatchObject({
      queue: expect.any(String),
      job: expect.any(String),
      installation: expect.any(Number),
    });
});

test('no secret and nothing of a payload is in any of it', async () => {
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  const key = sample.app.privateKey.split('\n')[1] ?? '';
  expect(key.length).toBeGreaterThan(20);
  expect(app.lines().length).toBeGreaterThan(5);
  const spans = receiver.text();
  for (const marker of ['MARKER', secret, header, key, 'PRIVATE KEY', 'ghs_', 'Bearer ', 'sha256=']) {
    expect({ marker, found: app.output().includes(marker) }).toEqual({ marker, found: false });
    expect({ marker, found: spans.includes(marker) }).toEqual({ marker, found: false });
  }
  for (const name of [team.repository, team.dana.login]) expect(spans).not.toContain(name);
});
