import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { pullRequestSubject } from '../../../src/app/subject.ts';
import type { Verdict } from '../../../src/policy/verdict.ts';
import { type Change, judge, runThrough, type Shop, useScene } from './scene.ts';

const scene = useScene();

const POLICY = '.github/countersign.yml';
const PERSON = 'Dana <dana@example.com> 1700000000 +0000';

/** A branch made at once: `git fast-import`, one command a commit. */
function importBranch({ gitDir }: Shop, branch: string, commits: Iterable<Imported>): void {
  const lines: string[] = [];
  let isFirst = true;
  for (const { message, files } of commits) {
    lines.push(
      `commit refs/heads/${branch}\nauthor ${PERSON}\ncommitter ${PERSON}\ndata ${Buffer.byteLength(message)}\n${message}`,
    );
    if (isFirst) lines.push('from refs/heads/main');
    isFirst = false;
    for (const path of files) lines.push(`M 100644 inline ${path}\ndata ${path.length}\n${path}`);
    lines.push('');
  }
  execFileSync('git', ['-C', gitDir, 'fast-import', '--quiet'], { input: `${lines.join('\n')}\n` });
}

interface Imported {
  readonly message: string;
  readonly files: readonly string[];
}

const numbered = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

async function verdictOf({ key }: Change): Promise<Verdict> {
  return (await scene.store.subjects.read(key))?.verdict?.verdict['verdict'] as unknown as Verdict;
}

test('10,000 commits are all read and judged: one of them without a ticket is found', async () => {
  const policy = `version: 1
tickets: { jira: { pattern: 'SHOP-\\d+' } }
rules: [{ name: each, require: { ticket: { from: jira, in: each_commit } } }]
`;
  const shop = await scene.shop({ [POLICY]: policy });
  importBranch(
    shop,
    'long',
    numbered(10_000).map((at) => ({ message: at === 5_000 ? 'no ticket\n' : `SHOP-${at}\n`, files: ['a.txt'] })),
  );
  const change = await shop.open('long', 'long');
  await runThrough(scene.context, { shop, change });
  const { result, layers } = await verdictOf(change);
  expect(result).toBe('deny');
  expect(JSON.stringify(layers).match(/ticket\.missing/g)?.length).toBeGreaterThan(0);
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(run).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('1 of 10000 commits') });
}, 60_000);

test('3,000 files are known; with 3,001 nobody can say what is among them', async () => {
  const policy = "version: 1\nrules: [{ name: none, require: { changed: { none: ['secret/**'] } } }]\n";
  const shop = await scene.shop({ [POLICY]: policy });
  const judged = async (count: number): Promise<Verdict> => {
    importBranch(shop, `files-${count}`, [
      { message: 'files\n', files: numbered(count).map((at) => `d${at % 50}/f${at}`) },
    ]);
    const change = await shop.open(`files-${count}`, 'files');
    await judge(scene.context, change);
    return await verdictOf(change);
  };
  expect((await judged(3_000)).result).toBe('allow');
  const above = await judged(3_001);
  expect(above.result).toBe('unknown');
  expect(JSON.stringify(above.layers)).toContain('there are 3001 files, more than 3000');
}, 60_000);

test('1,000 reviews are all read: the last of them is the approval that counts', async () => {
  const policy = 'version: 1\nrules: [{ name: reviewed, require: { approved: { count: 1 } } }]\n';
  const shop = await scene.shop({ [POLICY]: policy });
  const { dana, amir } = scene.sample;
  for (const { login } of [dana, amir])
    await scene.github.setCollaborator({ repository: shop.name, user: login, permission: 'write' });
  await scene.github.pushCommit({
    repository: shop.name,
    branch: 'fix',
    as: dana.login,
    message: 'm\n',
    files: { a: 'a' },
  });
  const pull = await scene.github.openPullRequest({ repository: shop.name, head: 'fix', as: dana.login });
  const review = { repository: shop.name, number: pull.number, as: amir.login };
  for (const at of numbered(999)) await scene.github.review({ ...review, event: 'COMMENT', body: `${at}` });
  const subject = pullRequestSubject(shop.place, pull.number);
  const change = { subject, key: subject.key, number: pull.number, head: pull.headSha };
  await judge(scene.context, change);
  expect((await verdictOf(change)).result).toBe('pending');
  await scene.github.review({ ...review, event: 'APPROVE' });
  await judge(scene.context, change);
  expect((await verdictOf(change)).result).toBe('allow');
}, 60_000);
