import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type CrewOptions, settingsOf } from './crew.ts';
import type { Asked, Judged } from './judge.ts';

const entry = fileURLToPath(new URL('./judge.ts', import.meta.url));

/** What an app that knows nothing says of these pull requests now. */
export async function judgeFromScratch(
  options: Pick<CrewOptions, 'scene' | 'time'>,
  asked: readonly Asked[],
): Promise<readonly Judged[]> {
  const child = spawn(process.execPath, [entry], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...settingsOf(options) },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(JSON.stringify(asked));
  const out = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`judging from scratch ended with ${code}`);
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Judged);
}
