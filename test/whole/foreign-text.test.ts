import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam } from './team.ts';

/** What outsiders wrote is shown as what it is, everywhere, and never gets into the ledger. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const RTL = '\u202e';
const BELL = '\u0007';
const nasty = (marker: string): string =>
  `${marker}<img src=x onerror=alert(1)> [click](https://evil.example) **bold** | cell | \`code\` @everyone #1 ${RTL}txt${BELL} www.evil.example :+1:`;

const policy = (organization: string): string => `version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: 'RULE <b>bold</b> | [x](https://evil.example) \`code\` @everyone'
    require:
      ticket: { from: jira, in: title }
  - name: messages are in order
    require:
      message: { matches: '^[a-z]+$' }
  - name: signed
    require:
      signed: { by: committer }
  - name: reviewed
    when: { changed: { any: ['**'] } }
    require:
      approved: { count: 1, by: [maintainers] }
`;

/** Nothing in it acts: what is between fences or in code spans is not looked at by a browser either. */
function expectHarmless(markdown: string): void {
  expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const outside = markdown.replaceAll(/```[\s\S]*?```|(`+)[^\n]*?[^`]\1(?!`)/g, ' ');
  expect(outside).not.toMatch(/<img|<b>|<script/i);
  expect(outside).not.toMatch(/\]\(https:\/\/evil/);
  expect(outside).not.toMatch(/\*\*bold\*\*/);
  expect(outside).not.toMatch(/@everyone|www\.evil|https:\/\/evil/);
}

test('titles, messages, names and paths with control characters, right-to-left marks, HTML and Markdown', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy });
  const { repository, dana, amir } = team;
  const stranger = { name: 'NAME<i>x</i> @everyone', email: 'name<script>@nowhere.example' };
  const { number, head } = await team.propose('bad`branch|<b>', {
    title: nasty('TITLE'),
    message: `${nasty('SUBJECT')}\n\n${nasty('BODY')}\n\nCo-authored-by: ${nasty('COAUTHOR').replaceAll(/[<>]/g, '')} <x@nowhere.example>\n`,
    author: stranger,
    committer: stranger,
    sign: false,
    files: { 'PATH<img src=x>`|[x](https:evil).txt': 'x\n' },
  });
  await team.check(head, 'blocked');
  await github.review({ repository, number, as: amir.login, event: 'APPROVE', body: nasty('REVIEW') });
  const run = await team.check(head, ({ summary }) => summary?.includes(amir.login) ?? false);
  expect(run.title?.length).toBeLessThanOrEqual(70);
  for (const markdown of [run.title, run.summary, run.text]) expectHarmless(markdown ?? '');

  await github.comment({ repository, number, as: dana.login, body: '/countersign explain' });
  const comment = await github.waitFor('the answer', async () =>
    (await github.comments({ repository, number })).find(({ author }) => author.endsWith('[bot]')),
  );
  expectHarmless(comment.body);
  expect(comment.body).not.toMatch(/(?<![\w`])@(?!&#8203;)\w/);

  const ledger = await github.log({ repository, revision: 'refs/heads/countersign/ledger' });
  const words = ledger.map(({ message }) => message);
  const files = Array.from({ length: 8 }, (_, at) => `tail/${at}.json`);
  for (const path of files)
    words.push((await github.readFile({ repository, revision: ledger[0]?.oid ?? '', path })) ?? '');
  expect(words.filter((text) => text.startsWith('{')).length).toBeGreaterThanOrEqual(4);
  expect(words.join('\n')).not.toMatch(/TITLE|SUBJECT|BODY|COAUTHOR|NAME<|PATH|REVIEW|onerror|bad`branch|nowhere/);
});
