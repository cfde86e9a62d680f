import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Telling } from './story.ts';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** The ledger is cloned, verified, changed by one byte, and verified again. */
export async function tellLedger({ scene, tell }: Telling): Promise<void> {
  const { github, repository, people, folder } = scene;
  tell.chapter('Anyone can clone the ledger and verify it');
  const clone = join(folder, 'ledger');
  await run('git', [
    'clone',
    '-q',
    '--single-branch',
    '--branch',
    'countersign/ledger',
    github.cloneUrl(repository, people.eli),
    clone,
  ]);
  const key = readFileSync(join(clone, 'keys', readdirSync(join(clone, 'keys'))[0] ?? ''), 'utf8').trim();
  const whole = await countersign(['ledger', 'verify', clone, '--key', key]);
  tell.did('countersign ledger verify ledger --key …');
  for (const line of whole.output) tell.did(`  ${line}`);
  tell.expect('it is whole', whole.code === 0, String(whole.code));

  tell.chapter('One byte of it is changed');
  const entries = readdirSync(join(clone, 'tail'));
  const path = join(clone, 'tail', '3.json');
  const bytes = readFileSync(path);
  const at = bytes.indexOf('"verdict":"') + '"verdict":"'.length;
  bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  writeFileSync(path, bytes);
  await run('git', [
    '-C',
    clone,
    '-c',
    'user.name=x',
    '-c',
    'user.email=x@x.example',
    'commit',
    '-q',
    '-a',
    '-m',
    'nothing to see here',
  ]);
  tell.did(`one byte of tail/3.json, of ${entries.length} entries, and a commit that looks innocent`);
  const broken = await countersign(['ledger', 'verify', clone, '--key', key]);
  for (const line of broken.output) tell.did(`  ${line}`);
  tell.expect('verification fails, with exit code 1', broken.code === 1, String(broken.code));
  tell.expect(
    'and names entry 3',
    broken.output.some((line) => /\b3\b/.test(line)),
  );
}

async function countersign(
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: readonly string[] }> {
  try {
    const { stdout } = await run(process.execPath, [command, ...args]);
    return { code: 0, output: stdout.trim().split('\n') };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}${stderr}`.trim().split('\n') };
  }
}
