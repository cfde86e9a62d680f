import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readRequests } from '../../scripts/house/app-manifest.ts';
import { blocksOf } from '../../scripts/house/readme.ts';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from '../whole/running-app.ts';

/** The page as a newcomer types it, on an organisation at the stand-in, with the app installed and running. */

const text = readFileSync('docs/getting-started.md', 'utf8');
const commands = [...text.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
const [policy = ''] = blocksOf(text, 'yaml');

let home: string;
let github: StandIn;
let app: RunningApp;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-start-'));
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);
afterAll(async () => {
  await app.stop();
  const { problems } = await github.stats();
  await github.stop();
  rmSync(home, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

test('whoever types the page has a blocked pull request, with the title that it shows', async () => {
  const { repository, owner, dana } = app;
  const url = github.cloneUrl(repository, owner);
  writeFileSync(join(home, '.gitconfig'), `[url "${url}"]\n\tinsteadOf = https://github.com/acme/shop\n`);
  writeFileSync(join(home, 'policy.yml'), policy);
  const stage = `set -e
export EDITOR='cp ../policy.yml'
npx() { shift; '${process.execPath}' '${resolve('src/cli/main.ts')}' "$@"; }
`;
  const child = spawn('bash', ['-c', stage + commands.join('\n')], {
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_CONFIG_HOME: home,
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((who) => [
          [`GIT_${who}_NAME`, dana.login],
          [`GIT_${who}_EMAIL`, dana.email],
        ]),
      ),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      said += part.toString();
    });
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });

  const { headSha } = await github.openPullRequest({ repository, head: 'try-countersign', as: dana.login });
  const name = 'countersign: main';
  const run = await github.waitForCheck({ repository, sha: headSha, name }, ({ conclusion }) => conclusion !== null);
  expect(run.conclusion).toBe('failure');
  const [shown = ''] = /^> \*\*(.*)\*\*$/m.exec(text)?.slice(1) ?? [];
  expect(run.title).toBe(shown.replace('you', dana.login).replace('1234abc', headSha.slice(0, 7)));
}, 60_000);

test('the permissions are those of app.yml, each with its reason', () => {
  const rows = [...text.matchAll(/^\| `(\w+: \w+)` \| (.+?) \|/gm)].map(([, permission = '', reason = '']) => ({
    permission,
    reason,
  }));
  const asked = readRequests(readFileSync('app.yml', 'utf8')).filter(({ kind }) => kind === 'permission');
  expect(rows.map(({ permission }) => permission)).toEqual(asked.map(({ name, level }) => `${name}: ${level}`));
  for (const { reason } of rows) expect(reason.trim().length).toBeGreaterThan(10);
});
