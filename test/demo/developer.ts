import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StandIn } from '../github/client.ts';
import type { MadeUser } from '../github/control/accounts.ts';

const run = promisify(execFile);

/** Somebody with a clone and real git. */
export interface Developer {
  readonly folder: string;
  git(...args: readonly string[]): Promise<string>;
  /** A command line as the check run shows it, run by a shell in the clone. */
  shell(command: string): Promise<string>;
  write(path: string, text: string): void;
  head(): Promise<string>;
}

interface Cloning {
  readonly github: StandIn;
  readonly repository: string;
  readonly who: MadeUser;
  readonly folder: string;
}

export async function clone({ github, repository, who, folder }: Cloning): Promise<Developer> {
  const at = join(folder, who.login);
  const environment = {
    ...process.env,
    GIT_CONFIG_GLOBAL: join(folder, `${who.login}.gitconfig`),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  writeFileSync(environment.GIT_CONFIG_GLOBAL, '');
  const key = join(folder, `${who.login}.key`);
  writeFileSync(key, who.signingKey.privateKey, { mode: 0o600 });
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', [...args], { cwd: at, env: environment })).stdout.trim();
  await run('git', ['clone', '-q', github.cloneUrl(repository, who), at], { env: environment });
  for (const [name, value] of [
    ['user.name', who.login],
    ['user.email', who.email],
    ['gpg.format', 'ssh'],
    ['user.signingkey', key],
  ] as const) {
    await git('config', name, value);
  }
  return {
    folder: at,
    git,
    shell: async (command) => (await run('bash', ['-ec', command], { cwd: at, env: environment })).stdout.trim(),
    write: (path, text) => writeFileSync(join(at, path), text),
    head: () => git('rev-parse', 'HEAD'),
  };
}
