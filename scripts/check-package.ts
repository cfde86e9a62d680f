/**
 * `npm run check:package`: the package as it would be published, installed in an empty project on the oldest Node that it
 * promises, and used. Takes a minute and needs a package registry, so CI runs it and the tests do not.
 */
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const tell = (line: string): boolean => process.stdout.write(`${line}\n`);
const START_TIMEOUT = 60_000;

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const oldest = `${/\d+\.\d+/.exec(manifest.engines.node)?.[0] ?? ''}.0`;
const folder = mkdtempSync(join(tmpdir(), 'countersign-check-package-'));
const project = join(folder, 'project');
const path = [join(project, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

/** Standard output of a command that has to end well. */
function run(directory: string, program: string, ...args: readonly string[]): string {
  const ended = spawnSync(program, args, { cwd: directory, encoding: 'utf8', env: { ...process.env, PATH: path } });
  if (ended.status !== 0)
    throw new Error(`${[program, ...args].join(' ')} ended with ${ended.status}\n${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

function expectText(found: string, wanted: string): void {
  if (!found.includes(wanted)) throw new Error(`expected ${JSON.stringify(wanted)} in:\n${found}`);
}

/** Starts the app with nothing of our environment, waits until it is ready, asks it, stops it. */
async function start(): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const began = performance.now();
  const child = spawn('countersign', ['start'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: path,
      APP_ID: '1',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: 'a-secret-that-nobody-knows',
      HOST: '127.0.0.1',
      PORT: '0',
      // Nothing answers there: the app says so, and is ready all the same, because webhooks have to be kept.
      GITHUB_API_URL: 'http://127.0.0.1:1',
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT);
  try {
    const url = await Promise.race([
      readyUrl(child.stdout),
      ended.then((code) => Promise.reject(new Error(`the app ended with ${code}`))),
    ]);
    const took = performance.now() - began;
    const health = await fetch(`${url}/health`);
    if (health.status !== 200) throw new Error(`/health answered ${health.status}`);
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) throw new Error(`the app ended with ${code}`);
    return `ready after ${(took / 1_000).toFixed(1)} s`;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function readyUrl(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      const { msg, url } = JSON.parse(line) as { readonly msg: string; readonly url?: string };
      if (msg.endsWith('is ready') && url !== undefined) resolve(url);
    });
  });
}

try {
  run('.', 'npm', 'pack', '--pack-destination', folder);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', allowScripts: { node: true } }));
  const tarball = join(folder, `countersign-${manifest.version}.tgz`);
  run(project, 'npm', 'install', '--no-audit', '--no-fund', tarball, `node@${oldest}`);
  tell(`ok     installed, on Node ${run(project, 'node', '--version').trim()}`);

  expectText(run(project, 'npx', 'countersign', '--help'), 'countersign');
  expectText(run(project, 'npx', 'countersign', '--version'), manifest.version);
  const policy = 'version: 1\nrules:\n  - name: reviewed\n    require:\n      approved: { count: 1 }\n';
  writeFileSync(join(project, 'policy.yml'), policy);
  run(project, 'npx', 'countersign', 'policy', 'validate', 'policy.yml');
  tell('ok     npx countersign');

  const script =
    "const { parsePolicy } = await import('countersign/policy'); const { parseVkey } = await import('countersign/ledger'); console.log(typeof parsePolicy, typeof parseVkey)";
  expectText(run(project, 'node', '--input-type=module', '--eval', script), 'function function');
  tell('ok     countersign/policy, countersign/ledger');

  // Threads are started by the path of a file, which no import checks.
  const threads =
    "const { workInThreads } = await import('./node_modules/countersign/dist/cli/ledger/verify-threads.js'); const room = workInThreads({ origin: 'o', keys: [], candidates: [], depth: 'bytes', like: null }, 1); console.log('bundles:', (await room.bundles([])).length); await room[Symbol.asyncDispose]()";
  expectText(run(project, 'node', '--input-type=module', '--eval', threads), 'bundles: 0');
  tell('ok     threads of ledger verify');

  tell(`ok     countersign start: ${await start()}`);
  tell(`ok     the second time: ${await start()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
