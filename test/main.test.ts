import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { StandIn } from './github/client.ts';
import { makeSample, type Sample } from './github/sample.ts';
import { appSettings } from './whole/app-settings.ts';

/** `npm start` as an operator has it: a process, its environment, its output, and how it ends. */

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let github: StandIn;
let app: Sample['app'];
/** One database for the file: the first start on a directory takes seconds. */
const data = mkdtempSync(join(tmpdir(), 'cs-main-data-'));
beforeAll(async () => {
  github = await StandIn.start();
  ({ app } = await makeSample(github));
}, 60_000);
afterAll(async () => {
  await github.stop();
  rmSync(data, { recursive: true });
});

let folder: string;
let started: Process[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-main-'));
  started = [];
});
afterEach(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

interface Process {
  readonly child: ChildProcess;
  /** Resolves with the fields of the first line that says so. */
  said(message: string): Promise<Readonly<Record<string, unknown>>>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  readonly out: () => string;
  readonly err: () => string;
}

/** Nothing of our own environment but the path: what is set here must not decide. */
function start(settings: Readonly<Record<string, string>>): Process {
  const child = spawn(process.execPath, [entry], { cwd: folder, env: { PATH: process.env['PATH'], ...settings } });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  const find = (message: string) =>
    output.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
      .find(({ msg }) => String(msg).includes(message));
  const said: Process['said'] = (message) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = find(message);
        if (line !== undefined) resolve(line);
      };
      child.stdout.on('data', look);
      look();
      void ended.then(() => reject(new Error(`it ended without saying "${message}": ${output.out}${output.err}`)));
    });
  const made = { child, said, ended, out: () => output.out, err: () => output.err };
  started.push(made);
  return made;
}

const good = () => ({
  ...appSettings(app, { github }),
  COUNTERSIGN_DATA: data,
});

test('with bad configuration it does not start, and lists every problem', async () => {
  const process = start({ APP_ID: 'seven', WEBHOOK_SECRET: 'development', PORT: 'http', LOG_FORMAT: 'xml' });
  expect(await process.ended).toBe(2);
  expect(process.out()).toBe('');
  const lines = process.err().split('\n');
  expect(lines[0]).toBe('countersign: The configuration has 5 problem(s):');
  for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'PORT', 'LOG_FORMAT'])
    expect(lines.filter((line) => line.startsWith(`- ${name} `))).toHaveLength(1);
  expect(lines.slice(6)).toEqual(['Correct every listed setting, then start again.', '(config.invalid)', '']);
});

test('with credentials that GitHub does not know it does not start', async () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const process = start({ ...good(), PRIVATE_KEY: key.export({ type: 'pkcs1', format: 'pem' }).toString() });
  expect(await process.ended).toBe(2);
  expect(process.err()).toContain('(github.unauthorized)');
  expect(process.err()).not.toContain('    at ');
});

test('it runs until SIGTERM and ends well; a second process on its data is refused, and does it no harm', async () => {
  const first = start(good());
  const { url } = await first.said('Countersign is ready');
  const second = start(good());
  expect(await second.ended).toBe(2);
  expect(second.err()).toContain('(config.data-directory-locked)');
  expect(second.err()).toContain(`process ${first.child.pid}`);
  expect((await fetch(`${String(url)}/health`)).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(first.err()).toBe('');
  expect(first.out()).not.toContain('PRIVATE KEY');
}, 60_000);

test('what a .env file says holds where the environment says nothing; SIGINT ends it as well', async () => {
  const { WEBHOOK_SECRET, COUNTERSIGN_DATA, ...rest } = good();
  const lines = [`WEBHOOK_SECRET=${WEBHOOK_SECRET}`, `COUNTERSIGN_DATA=${COUNTERSIGN_DATA}`, 'PORT=http', ''];
  writeFileSync(join(folder, '.env'), lines.join('\n'));
  const process = start(rest);
  expect(await process.said('Countersign is ready')).toMatchObject({ data: COUNTERSIGN_DATA });
  process.child.kill('SIGINT');
  expect(await process.ended).toBe(0);
}, 60_000);

test('a signal that comes while it starts stops it in order, as soon as it has started', async () => {
  const process = start({ ...good(), COUNTERSIGN_DATA: join(folder, 'new') });
  await process.said('The database was migrated');
  process.child.kill('SIGTERM');
  expect(await process.ended).toBe(0);
  expect(existsSync(join(folder, 'new/lock'))).toBe(false);
}, 60_000);

test('without any credentials it shows where to register the app, and nothing else', async () => {
  const process = start({ PORT: '0' });
  const { url } = await process.said('Countersign has no credentials yet');
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{64}$/);
  const { origin } = new URL(String(url));
  expect((await fetch(`${origin}/api/github/webhooks`, { method: 'POST' })).status).toBe(403);
  expect((await fetch(String(url), { redirect: 'manual' })).status).toBe(302);
  process.child.kill('SIGTERM');
  expect(await process.ended).toBe(0);
});

test('without any credentials and with a port that is none, it says so', async () => {
  const process = start({ PORT: 'http' });
  expect(await process.ended).toBe(2);
  expect(process.err()).toContain('- PORT must be a whole number');
});
