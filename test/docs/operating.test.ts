import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { blocksOf, sectionOf } from '../../scripts/house/readme.ts';
import { readPath } from '../../src/ledger/path.ts';
import { LedgerBranch } from '../cli/ledger-branch.ts';
import { StandIn } from '../github/client.ts';
import { makeSample, type Sample } from '../github/sample.ts';

/** The page as an operator types it, from the clone to the daily check, on a machine that has an app at GitHub already. */

const text = readFileSync('docs/operating.md', 'utf8');
const commandsOf = (part: string) => [...part.matchAll(/^ *\$ (.*)$/gm)].map(([, command = '']) => command);
/** What deploys needs a registry, a cluster or root. */
const commands = commandsOf(text.replace(sectionOf(text, 'Deploy'), ''));
const VERIFIER_KEY = /'github\.com\/acme\/shop\+[^']*'/;

let home: string;
let github: StandIn;
let app: Sample['app'];
let ledger: LedgerBranch;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-operating-'));
  ledger = new LedgerBranch();
  ledger.grow(3);
  writeFileSync(join(home, 'yesterday.checkpoint'), ledger.ledger.files.get('checkpoint') ?? '');
  ledger.grow(30);
  const addresses = { [resolve('.')]: 'countersign/countersign', [`file://${ledger.repository.path}`]: 'acme/shop' };
  const gitconfig = Object.entries(addresses).map(
    ([url, name]) => `[url "${url}"]\n\tinsteadOf = https://github.com/${name}\n`,
  );
  writeFileSync(join(home, '.gitconfig'), gitconfig.join(''));
  github = await StandIn.start();
  ({ app } = await makeSample(github));
}, 60_000);
afterAll(async () => {
  await github.stop();
  ledger.repository.remove();
  rmSync(home, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What would take minutes is replaced by what makes it possible; all else is what the page says. */
const stage = `set -e
npm() {
  case "$1" in
    ci) test -f package-lock.json ;;
    start) '${process.execPath}' '${resolve('src/main.ts')}' & until command curl -fs "http://localhost:$PORT/health" >&2; do sleep 0.2; done ;;
    *) return 64 ;;
  esac
}
npx() { shift; '${process.execPath}' '${resolve('src/cli/main.ts')}' "$@"; }
curl() { command curl "\${@//:3000/:$PORT}"; }
trap 'kill $(jobs -p) 2>&-; wait' EXIT
`;

async function ends(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

test('every command of the page works, one after the other', async () => {
  expect(commands.length).toBeGreaterThanOrEqual(6);
  const key = [...ledger.ledger.files].find(([path]) => path.startsWith('keys/'))?.[1] ?? '';
  const steps = commands.map((command) => {
    const real = command.replace(VERIFIER_KEY, `'${Buffer.from(key).toString().trim()}'`);
    return `echo ${JSON.stringify(`# ${command}`).replaceAll('$', '\\$')} >&2\n${real.replace('yesterday', '../yesterday')}`;
  });
  const child = spawn('bash', ['-c', `${stage}${steps.join('\n')}`], {
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_CONFIG_HOME: home,
      APP_ID: String(app.appId),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: 'operating-page-secret',
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.url,
      COUNTERSIGN_DATA: join(home, 'data'),
      COUNTERSIGN_LEDGER_KEY_PATH: 'ledger-key.pem',
      PORT: String(await freePort()),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  const code = await ends(child);
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
}, 120_000);

test('the commands for compose make what compose.yaml and its secrets need', () => {
  const [compose = ''] = text.split('### One machine, with compose').slice(1);
  const folder = mkdtempSync(join(home, 'compose-'));
  mkdirSync(join(folder, 'Downloads'));
  writeFileSync(join(folder, 'Downloads', 'my-app.private-key.pem'), app.privateKey);
  const script = `set -e\ndocker() { test "$*" = 'compose up --detach'; }\nchown() { :; }\n${commandsOf(compose.split('### ')[0] ?? '').join('\n')}`;
  const { status, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const { secrets } = parse(readFileSync('compose.yaml', 'utf8')) as { secrets: Record<string, { file?: string }> };
  const files = Object.values(secrets).flatMap(({ file }) => file ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toMatch(
    /^APP_ID=123456\nWEBHOOK_SECRET=\w{64}\nPOSTGRES_PASSWORD=\w{48}\n$/,
  );
});

test('what is exempt from push protection is what the ledger branch holds entries in', () => {
  const [block = ''] = blocksOf(text, 'yaml').filter((each) => each.includes('paths-ignore'));
  const { 'paths-ignore': paths } = parse(block) as { readonly 'paths-ignore': readonly string[] };
  expect(paths.map((path) => path.replace('/**', ''))).toEqual(['tail', 'bundle']);
  expect(readPath('tail/7.json').is).toBe('tail');
});
