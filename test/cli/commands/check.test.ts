import { afterEach, describe, expect, test } from '@jest/globals';
import { SampleChange, SSH_SIGNATURE } from '../check/change.ts';
import { policyText } from '../check/sample-policy.ts';
import { runCli } from '../test-io.ts';

let change: SampleChange;
afterEach(() => change.repository.remove());

const SIGNED = '  - { name: signed, require: { signed: true } }\n';
const TICKET = '  - { name: ticket, require: { ticket: { from: jira } } }\n';
const states = async (...args: readonly string[]) => {
  const { code, answer } = await change.checkJson(...args);
  return [code, ...answer.rules.map(({ state }) => state)];
};

describe('the policy', () => {
  test('is the base’s: a change cannot weaken it, or bring its own', async () => {
    change = new SampleChange(TICKET);
    change.repository.commit('weaker', {
      '.github/countersign.yml': policyText("  - { name: lax, require: { message: { matches: '.' } } }\n"),
    });
    const { code, answer } = await change.checkJson();
    expect([code, answer.rules.map(({ rule }) => rule)]).toEqual([1, ['ticket']]);
    expect(answer['policy']).toMatchObject({ commit: change.repository.head('main') });
  });

  test('is missing at the base: exit 2, even when the change brings one', async () => {
    change = new SampleChange(TICKET);
    change.repository.git(['branch', '--force', 'bare-base', change.raw([], '', 'root without a tree that has it')]);
    const { repository } = change;
    repository.git(['checkout', '--quiet', '--orphan', 'empty']);
    repository.git(['rm', '-rfq', '.']);
    repository.commit('nothing');
    const { code, out, err } = await runCli(['check', '--repo', repository.path, '--range', 'empty..main']);
    expect([code, out, err]).toEqual([
      2,
      '',
      expect.stringMatching(/There is no \.github\/countersign\.yml at empty .*--policy FILE/),
    ]);
  });

  test('is the file that the user names', async () => {
    change = new SampleChange(SIGNED);
    change.repository.commit('SHOP-1');
    change.repository.write('mine.yml', policyText(TICKET));
    expect(await states('--policy', `${change.repository.path}/mine.yml`)).toEqual([0, 'met']);
    expect(await change.check('--policy', '/nowhere.yml')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no such file'),
    });
  });
});

describe('signatures', () => {
  test('one commit without: denied. All with some: not judged here, and only the strict say undetermined', async () => {
    change = new SampleChange(SIGNED);
    const base = change.repository.head('main');
    const first = change.raw([base], SSH_SIGNATURE, 'one');
    change.raw([first], `gpgsig-sha256 -----BEGIN PGP SIGNATURE-----\n iQ==\n -----END PGP SIGNATURE-----\n`, 'two');
    expect(await states()).toEqual([0, 'not-judged-here']);
    expect(await states('--strict')).toEqual([3, 'not-judged-here']);
    change.raw([first], '', 'three');
    expect(await states()).toEqual([1, 'unmet']);
  });
});

describe('what only GitHub knows', () => {
  test('leaves a rule open, unless the rest decides it', async () => {
    change = new SampleChange(
      [
        '  - { name: reviewed, require: { approved: {} } }',
        '  - { name: either, require: { any: [ { approved: {} }, { ticket: { from: jira } } ] } }',
        '  - { name: both, require: { all: [ { approved: {} }, { signed: true } ] } }',
        '  - { name: by whom, when: { author: { in: [maintainers] } }, require: { approved: {} } }',
        '  - { name: in title, require: { ticket: { from: jira, in: title } } }',
        '  - { name: for main, when: { base: main }, require: { ticket: { from: jira } } }',
        '',
      ].join('\n'),
    );
    change.repository.commit('SHOP-1');
    expect(await states()).toEqual([1, 'not-judged-here', 'met', 'unmet', 'not-judged-here', 'not-judged-here', 'met']);
    const byId = await runCli([
      'check',
      '--repo',
      change.repository.path,
      '--range',
      `${change.repository.head('main')}..topic`,
      '--format',
      'json',
    ]);
    expect(JSON.parse(byId.out)).toMatchObject({
      rules: expect.arrayContaining([expect.objectContaining({ rule: 'for main', state: 'met' })]),
    });
    change.repository.commit('no ticket');
    const open = await runCli([
      'check',
      '--repo',
      change.repository.path,
      '--range',
      `${change.repository.head('main')}..topic`,
      '--format',
      'json',
    ]);
    expect(JSON.parse(open.out)).toMatchObject({
      rules: expect.arrayContaining([
        expect.objectContaining({ rule: 'for main', state: 'not-judged-here', open: ['base'] }),
      ]),
    });
  });
});

describe('real repositories', () => {
  test('SHA-256 object ids', async () => {
    change = new SampleChange(`${TICKET}  - { name: src, require: { changed: { only: ['src/**'] } } }\n`, {
      format: 'sha256',
    });
    change.repository.commit('SHOP-1', { 'src/b.ts': 'b' });
    const { code, answer } = await change.checkJson();
    expect([code, answer['files']]).toEqual([0, 1]);
    expect(answer['range']).toMatchObject({ to: { commit: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  });

  test('odd encodings, empty messages, NUL bytes, an octopus merge, a merge of the base', async () => {
    change = new SampleChange(TICKET);
    const base = change.repository.head('main');
    const latin1 = change.raw([base], 'encoding ISO-8859-1\n', Buffer.from('SHOP-1 Größe', 'latin1'));
    const nul = change.raw([base], '', Buffer.from('SHOP-2 \0 hidden'));
    const invalid = change.raw([base], '', Buffer.concat([Buffer.from('SHOP-3 '), Buffer.from([0xff, 0xfe])]));
    const octopus = change.raw([latin1, nul, invalid], '', 'Merge without a ticket: not exempt, it has three parents');
    expect(await states()).toEqual([1, 'unmet']);
    const { answer } = await change.checkJson();
    const broken = answer.rules[0]?.findings.find(({ truth }) => truth === 'unmet')?.commits;
    expect(broken).toEqual([octopus]);
    change.raw([octopus], '', '');
    expect(
      (await change.checkJson()).answer.rules[0]?.findings.find(({ truth }) => truth === 'unmet')?.commits,
    ).toHaveLength(2);
  });

  test('the history of a repository that was mangled: replace refs and grafts do not fool it', async () => {
    change = new SampleChange(TICKET);
    const [bad, good] = [change.repository.commit('no ticket'), change.repository.commit('SHOP-1')];
    change.repository.git(['replace', bad, good]);
    change.repository.git(['update-ref', 'refs/heads/topic', bad]);
    expect(await states()).toEqual([1, 'unmet']);
  });

  test('a commit that is missing or damaged: exit 2, one sentence', async () => {
    change = new SampleChange(TICKET);
    change.raw(['1'.repeat(40)], '', 'SHOP-1');
    const { code, out, err } = await change.check();
    expect([code, out, err.trimEnd().split('\n').length]).toEqual([2, '', 1]);
  });
});

describe('bad input: exit 2 and one sentence', () => {
  test.each([
    [['--repo', '/nowhere'], 'There is no directory /nowhere'],
    [['--repo', '/'], '/ is not a git repository'],
    [['--range', 'gone..topic'], 'There is no commit gone'],
    [['--range', 'main'], 'A range is written A..B'],
    [['--trust', 'keys.txt'], '--trust is not there yet'],
    [['--format', 'xml'], '--format is one of text, json, sarif'],
  ])('%j', async (args, message) => {
    change = new SampleChange(TICKET);
    const base = ['--repo', change.repository.path, '--range', 'main..topic'];
    const all = [...base.filter((_, at) => !args.includes(base[at - (at % 2)] ?? '')), ...args];
    const { code, out, err } = await runCli(['check', ...all]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a shallow clone', async () => {
    change = new SampleChange(TICKET);
    change.repository.commit('SHOP-1');
    const path = `${change.repository.path}/.git/shallow`;
    change.repository.git([
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--no-single-branch',
      `file://${change.repository.path}`,
      path,
    ]);
    const { code, err } = await runCli(['check', '--repo', path, '--range', 'origin/main..origin/topic']);
    expect([code, err]).toEqual([2, expect.stringContaining('git fetch --unshallow')]);
  });
});
