import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../../src/policy/evaluate.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { Explanation } from '../../../src/policy/explanation.ts';
import { type CommitFacts, type Facts, known, unknown } from '../../../src/policy/facts.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Result } from '../../../src/policy/verdict.ts';
import { dana, layerOf, makeFacts, now, policyOf, signedBy } from '../scenery.ts';

/** A clone with a branch that was pushed, on a real remote, for trying what an explanation tells people to type. */
export interface GitScene {
  readonly directory: string;
  readonly git: (...words: readonly string[]) => string;
  /** A commit of this file on the branch; `sign` false: without a signature. */
  commit(file: string, message: string, options?: { readonly sign?: boolean; readonly empty?: boolean }): string;
  /** One commit more on the base, merged into the branch as GitHub's "Update branch" does. */
  updateFromBase(sign: boolean): void;
  judge(policy: Policy): { readonly result: Result; readonly explanation: Explanation };
  /** The command that is given when nobody saw who pushed. */
  pushAnew(): string;
  /** Runs a command of an explanation as a person would: in the clone, with a shell; `editor` edits what opens. */
  run(command: string, editor?: string): void;
  remove(): void;
}

export function makeGitScene(): GitScene {
  const root = mkdtempSync(join(tmpdir(), 'countersign-commands-'));
  const directory = join(root, 'clone');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(root, 'gitconfig'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'false',
  };
  const run = (file: string, words: readonly string[], more: Readonly<Record<string, string>> = {}): string =>
    execFileSync(file, [...words], {
      cwd: root,
      env: { ...env, ...more },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  // Yesterday: a commit made anew within the same second would have the same id.
  const git = (...words: readonly string[]): string =>
    run('git', ['-C', directory, ...words], { GIT_COMMITTER_DATE: '2026-11-20T12:00:00Z' }).trim();

  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'dana', '-f', join(root, 'key')]);
  const settings = [
    '[user]',
    'name = Dana',
    'email = dana@example.com',
    `signingkey = ${join(root, 'key.pub')}`,
    '[gpg]',
    'format = ssh',
    '[init]',
    'defaultBranch = main',
    '[advice]',
    'detachedHead = false',
  ];
  writeFileSync(join(root, 'gitconfig'), `${settings.join('\n')}\n`);
  run('git', ['init', '-q', '--bare', join(root, 'origin.git')]);
  run('git', ['clone', '-q', join(root, 'origin.git'), directory]);
  writeFileSync(join(directory, 'base.txt'), 'base\n');
  git('add', '.');
  git('commit', '-q', '-m', 'base');
  git('push', '-q', '-u', 'origin', 'main');
  git('checkout', '-q', '-b', 'change');

  const commit: GitScene['commit'] = (file, message, { sign = true, empty = false } = {}) => {
    if (!empty) appendFileSync(join(directory, file), `${message}\n`);
    git('add', '.');
    git('commit', '-q', '--allow-empty', '--allow-empty-message', sign ? '-S' : '--no-gpg-sign', '-m', message);
    return git('rev-parse', 'HEAD');
  };

  return {
    directory,
    git,
    commit,
    updateFromBase(sign) {
      git('checkout', '-q', 'main');
      commit(`other-${git('rev-list', '--count', 'HEAD')}.txt`, 'what landed meanwhile', { sign: false });
      git('push', '-q', 'origin', 'main');
      git('checkout', '-q', 'change');
      git('merge', '-q', '--no-edit', sign ? '-S' : '--no-gpg-sign', 'main');
    },
    judge(policy) {
      const facts = readFacts(git);
      const layers = [layerOf(policy)];
      const verdict = evaluate({ layers, facts, at: now });
      return { result: verdict.result, explanation: explain({ verdict, facts, layers }) };
    },
    pushAnew() {
      const facts = { ...readFacts(git), pushers: unknown('not-recorded', 'nobody saw it') };
      const layers = [layerOf(policyOf('{ approved: {} }'))];
      const told = explain({ verdict: evaluate({ layers, facts, at: now }), facts, layers });
      return told.steps.flatMap(({ commands }) => commands)[0] ?? '';
    },
    run(command, editor = 'false') {
      git('push', '-q', '--force', '-u', 'origin', 'change');
      const script = join(root, 'editor.sh');
      writeFileSync(script, `#!/bin/sh\nset -e\n${editor}\n`);
      chmodSync(script, 0o755);
      run('sh', ['-c', `cd '${directory}' && ${command}`], { GIT_EDITOR: script, GIT_SEQUENCE_EDITOR: script });
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function readFacts(git: GitScene['git']): Facts {
  const baseTip = git('rev-parse', 'main');
  const oids = git('rev-list', '--reverse', '--topo-order', 'main..change').split('\n');
  const head = git('rev-parse', 'change');
  return makeFacts({
    commits: known(oids.map((oid) => readCommit(git, oid))),
    change: {
      baseTip,
      head,
      headTree: git('rev-parse', 'change^{tree}'),
      mergeBase: known(git('merge-base', 'main', 'change')),
    },
  });
}

function readCommit(git: GitScene['git'], oid: string): CommitFacts {
  const parents = git('log', '-1', '--format=%P', oid)
    .split(' ')
    .filter((parent) => parent !== '');
  const who = { person: dana, name: 'Dana', email: 'dana@example.com' };
  return {
    oid,
    tree: git('rev-parse', `${oid}^{tree}`),
    parents,
    message: git('log', '-1', '--format=%B', oid),
    author: who,
    committer: who,
    coauthors: [],
    committedAt: now,
    signature: known(isSigned(git, oid) ? signedBy(dana) : { state: 'unsigned' }),
    updatesFromBase: parents.length === 2 && git('merge-base', parents[1] ?? '', 'main') === parents[1],
  };
}

export function isSigned(git: GitScene['git'], oid: string): boolean {
  return /^gpgsig /m.test(git('cat-file', 'commit', oid));
}
