import { afterEach, expect, test } from '@jest/globals';
import { longHistory } from '../../git/sample-repository.ts';
import { runCli } from '../test-io.ts';
import { SampleChange } from './change.ts';

let change: SampleChange;
afterEach(() => change.repository.remove());

test('which policy at which commit, each rule with its reason, what to do', async () => {
  change = new SampleChange(
    "  - { name: signed, require: { signed: true } }\n  - { name: ticket, require: { ticket: { from: jira } } }\n  - { name: reviewed, require: { approved: {} } }\n  - { name: docs, when: { changed: { any: ['docs/**'] } }, require: { approved: {} } }\n",
  );
  change.repository.commit('SHOP-1 fix rounding', { 'src/a.ts': 'b\n' });
  const { code, out, err } = await change.check();
  expect([code, err]).toEqual([1, '']);
  const [base, head] = [change.repository.head('main').slice(0, 7), change.repository.head('topic').slice(0, 7)];
  expect(out).toContain(`policy   .github/countersign.yml at main (${base}), 4 rules\n`);
  expect(out).toContain(`range    main..topic (${base}..${head}): 1 commit, 1 file\n`);
  expect(out).toMatch(/^✗ signed: .*no signature/m);
  expect(out).toContain(`\`${head}\` has no signature (“SHOP-1 fix rounding”`);
  expect(out).toMatch(/^✓ ticket: /m);
  expect(out).toMatch(/^\? reviewed: not judged here: `approved`/m);
  expect(out).toMatch(/^- docs: /m);
  expect(out).toContain('git commit --amend --no-edit -S');
  expect(out).not.toContain('/countersign recheck');
  expect(out.trimEnd().endsWith('Denied: 1 rule not met; 1 rule not judged here.')).toBe(true);
});

test('what an outsider wrote is shown, not obeyed', async () => {
  change = new SampleChange('  - { name: signed, require: { signed: true } }\n');
  change.raw([change.repository.head()], '', 'red \u{1b}[31m and \u{202e}backwards\u{7}\n');
  const { out } = await change.check();
  expect(out).toContain('\\u{1b}[31m');
  expect(out).toContain('\\u{202e}');
  expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('colours on a terminal only', async () => {
  change = new SampleChange('  - { name: signed, require: { signed: true } }\n');
  change.repository.commit('more');
  const args = ['check', '--repo', change.repository.path, '--range', 'main..topic'];
  expect((await runCli(args, { colours: true })).out).toContain('\u{1b}[31m✗\u{1b}[0m signed');
  expect((await runCli(args)).out).not.toContain('\u{1b}');
});

test('of thousands of commits the first are named', async () => {
  change = new SampleChange('  - { name: ticket, require: { ticket: { from: jira } } }\n');
  const stream = [...longHistory(3_000, (n) => `no ticket ${n}`)]
    .join('')
    .replaceAll('refs/heads/main', 'refs/heads/topic');
  change.repository.git(
    ['fast-import', '--quiet', '--force'],
    stream.replace('data 11\n', `data 11\n`).replace(/(committer [^\n]*\ndata \d+\n[^\n]*\n)/, `$1from main\n`),
  );
  const { code, out } = await change.check();
  expect(code).toBe(1);
  expect(out).toContain('3,000 commits');
  expect(out).toContain('and 2,980 more commits: --format json names all');
  expect(out.split('\n').length).toBeLessThan(50);
});

test('odd ranges are named', async () => {
  change = new SampleChange('  - { name: ticket, require: { ticket: { from: jira } } }\n');
  change.repository.commit('SHOP-1');
  change.repository.git(['checkout', '--quiet', 'main']);
  const { repository } = change;
  repository.commit('meanwhile');
  expect((await change.check()).out).toContain('note     main is not an ancestor of topic');
  repository.git(['checkout', '--quiet', '--orphan', 'alone']);
  repository.commit('SHOP-2');
  const alone = await runCli(['check', '--repo', repository.path, '--range', 'main..alone']);
  expect([alone.code, alone.out]).toEqual([0, expect.stringContaining('note     main and alone share no history')]);
  expect(await runCli(['check', '--repo', repository.path, '--range', 'main..main'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('is empty: there is nothing to judge'),
  });
});

test('an invalid policy names every problem; a policy that says nothing here allows; one whose rules do not apply denies', async () => {
  change = new SampleChange('  - { name: a, require: { signed: true }, on: [deployment] }\n');
  const { repository } = change;
  repository.commit('more');
  expect(await change.check()).toMatchObject({
    code: 0,
    out: expect.stringContaining('no rule of this policy speaks of changes'),
  });
  repository.write('invalid.yml', 'version: 2\nruls: []\n');
  const invalid = await change.check('--policy', `${repository.path}/invalid.yml`);
  expect([invalid.code, invalid.out]).toEqual([
    1,
    expect.stringMatching(/invalid\.yml:1:\d+: .*\n(.*\n)*.*Denied: the policy is invalid/),
  ]);
  repository.write(
    'none.yml',
    "version: 1\nrules:\n  - { name: a, when: { changed: { any: ['nowhere/**'] } }, require: { signed: true } }\n",
  );
  expect(await change.check('--policy', `${repository.path}/none.yml`)).toMatchObject({
    code: 1,
    out: expect.stringContaining('no rule applies'),
  });
});
