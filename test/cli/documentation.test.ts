import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { catalogue } from '../../src/cli/catalogue.ts';
import { evidenceFile, makeEvidence } from '../../src/ledger/evidence.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { openStore } from '../../src/store/open-store.ts';
import { archiveOn } from '../app/archive/archived.ts';
import { importFiles } from '../git/import-files.ts';
import { SampleRepository } from '../git/sample-repository.ts';
import { StandIn } from '../github/client.ts';
import { signer } from '../ledger/sample.ts';
import { witnessFrom, witnessLines } from '../ledger/witnesses.ts';
import { type Corpus, openCorpus } from '../replay/corpus.ts';
import { policyText } from './check/sample-policy.ts';
import { LedgerBranch } from './ledger-branch.ts';
import { webBranch } from './trace/web-branch.ts';

const text = readFileSync('docs/cli.md', 'utf8');
const commands = [...text.matchAll(/^(countersign [^\n#]*?)\s+# exit (\d+)/gm)].map(([, command = '', code]) => ({
  command,
  code: Number(code),
}));

let directory: string;
let sample: SampleRepository;
let ledger: LedgerBranch;
/** acme/web: what was deployed. */
let web: LedgerBranch;
/** acme/api: what the app recorded, with the evidence. */
let corpus: Corpus;
let github: StandIn;
let token: string;

/** What the examples take for granted: a clone with a topic branch, two tags, drafts, a key, and acme/shop with its ledger and an app. */
beforeAll(async () => {
  await openGitHub();
  directory = mkdtempSync(join(tmpdir(), 'countersign-documentation-'));
  ledger = new LedgerBranch();
  ledger.grow(1, 3, 300);
  importFiles(ledger.repository.path, 'countersign/evidence', evidenceFiles());
  corpus = openCorpus('requests');
  web = webBranch();
  const places = { shop: ledger.repository.path, api: corpus.path, web: web.repository.path };
  const config = Object.entries(places).map(
    ([name, path]) => `[url "file://${path}"]\n\tinsteadOf = https://github.com/acme/${name}\n`,
  );
  writeFileSync(join(directory, '.gitconfig'), config.join(''));
  sample = new SampleRepository();
  sample.commit('base', { '.github/countersign.yml': policyText('  - { name: signed, require: { signed: true } }\n') });
  sample.git(['tag', 'v1.0']);
  sample.git(['update-ref', 'refs/remotes/origin/main', 'HEAD']);
  sample.commit('SHOP-1 more');
  sample.git(['tag', 'v1.1']);
  sample.write('draft.yml', policyText('  - { name: ticket, require: { ticket: { from: jira } } }\n'));
  sample.write('broken.yml', 'version: 1\nrule: []\n');
  execFileSync('cp', ['-r', ledger.repository.path, join(sample.path, 'shop')]);
  execFileSync('cp', ['-r', web.repository.path, join(sample.path, 'web')]);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(sample.path, 'vsa.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  sample.write('witnesses.policy', `log ${formatVkey(signer)}\n${witnessLines([witnessFrom(1)])}quorum W1\n`);
  execFileSync('git', ['init', '--quiet', join(sample.path, 'forge')]);
  sample.write('forge.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  sample.write('statements.jsonl', statementsOf(text));
  await openArchive(join(sample.path, 'data'));
  writeFileSync(join(sample.path, 'last-month.checkpoint'), ledger.ledger.files.get('checkpoint') ?? '');
});
afterAll(async () => {
  await github.stop();
  rmSync(directory, { recursive: true });
  sample.remove();
  ledger.repository.remove();
  web.repository.remove();
  corpus.remove();
});

/** One document, whose digest begins as the page says. */
function evidenceFiles(): ReadonlyMap<string, Uint8Array> {
  const policy = 'version: 1\nrules:\n  - { name: signed, require: { signed: true } }\n';
  const { path, bytes } = evidenceFile(makeEvidence({ text: policy }, new Uint8Array(32).fill(1)));
  return new Map([[path, bytes]]);
}

/** The statement that the page shows, twice, a line each. */
function statementsOf(page: string): string {
  const [, block = ''] = /```json\n([\s\S]*?)```/.exec(page.slice(page.indexOf('## ledger append'))) ?? [];
  return `${JSON.stringify(JSON.parse(block))}\n`.repeat(2);
}

/** The database of an app that is not running, where `start` would look for it. */
async function openArchive(data: string): Promise<void> {
  const store = await openStore({ directory: data, log: silentLog, clock: systemClock });
  const { ledgers } = store;
  const repository = { id: 22, owner: 'acme', name: 'shop' };
  const shop = { installation: 11, repository, origin: 'github.com/acme/shop', branch: 'countersign/ledger' };
  await archiveOn(store, await ledgers.open(shop), { from: 0, to: 3 });
  await store.close();
}

const cache = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' };

/** What an app has, and whoever does its work must have. */
let settings: Readonly<Record<string, string>>;

async function openGitHub(): Promise<void> {
  github = await StandIn.start();
  const organization = 'acme';
  ({ token } = (await github.createOrganization({ login: organization })).owner);
  await github.createRepository({ owner: organization, name: 'shop' });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { appId } = await github.createApp({
    appId: 12_345,
    slug: 'acme-countersign',
    owner: organization,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    permissions: { metadata: 'read', checks: 'write' },
    events: [],
  });
  await github.installApp({ appId, organization });
  settings = {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    WEBHOOK_SECRET: 'a-webhook-secret-for-the-tests',
    COUNTERSIGN_LEDGER_KEY: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
}

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An example that two tests look at is run once. */
const answers = new Map<string, Answer>();

function execute(command: string): Answer {
  const answer = answers.get(command) ?? run(command);
  answers.set(command, answer);
  return answer;
}

function run(command: string): Answer {
  const script = `countersign() { "${process.execPath}" "${resolve('src/cli/main.ts')}" "$@"; }\n${command}`;
  const speaking = { GITHUB_API_URL: github.url, GITHUB_TOKEN: token };
  const own = command.startsWith('countersign data ') ? settings : { APP_ID: 'wrong' };
  const env = { PATH: process.env['PATH'], HOME: directory, XDG_CONFIG_HOME: directory, ...cache, ...own, ...speaking };
  return spawnSync('bash', ['-c', script], { cwd: sample.path, env, encoding: 'utf8' });
}

test('every command has a section and an example, every example of the help stands there', async () => {
  for (const { name, load } of catalogue) {
    expect(text).toContain(`\n## ${name}\n`);
    expect(commands.some(({ command }) => command.startsWith(`countersign ${name}`))).toBe(true);
    for (const example of (await load()).examples) expect(commands.map(({ command }) => command)).toContain(example);
  }
  expect([...text.matchAll(/^countersign /gm)]).toHaveLength(commands.length);
});

/** As a shell tells of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

test.each(commands.filter(({ code }) => code === INTERRUPTED).map(({ command }) => command))(
  '%s goes on until it is interrupted',
  async (command) => {
    const [, ...words] = command.split(' ');
    const env = { PATH: process.env['PATH'], HOME: directory };
    const child = spawn(process.execPath, [resolve('src/cli/main.ts'), ...words], { cwd: sample.path, env });
    const ended = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.kill('SIGINT');
    expect(await ended).toEqual([INTERRUPTED, null]);
  },
  60_000,
);

const ending = commands.filter(({ code }) => code !== INTERRUPTED);
test.each(ending.map(({ command, code }) => [command, code] as const))(
  '%s exits %i',
  (command, code) => {
    const { status, stdout, stderr } = execute(command);
    expect({ status, stderr: code === 2 ? '' : stderr }).toEqual({ status: code, stderr: '' });
    if (command.includes('--format json')) expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
  },
  60_000,
);

describe('the tables name the fields of the JSON answers, all of them', () => {
  const ofLedgers = ['verify', 'query', 'show', 'prove', 'check-proof', 'export', 'append', 'keygen'].map(
    (verb) => `ledger ${verb}`,
  );
  test.each([
    'check',
    'policy validate',
    'environments',
    'verify',
    'trace',
    ...ofLedgers,
    'evidence get',
    'data export',
    'data import',
    'data erase',
    'setup',
  ])('%s', (name) => {
    const section = text.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
    const table = section.slice(section.indexOf('JSON:'));
    const fields = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, field]) => field),
    );
    const example = commands.find(
      ({ command }) => command.startsWith(`countersign ${name} `) && command.includes('--format json'),
    );
    const answer: unknown = JSON.parse(execute(example?.command ?? '').stdout);
    expect(new Set(fields)).toEqual(new Set(Object.keys(answer as object)));
  });
});
