import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const place = join(root, 'node_modules/.cache/countersign-bench');
const POLL = 20;

/** The program as users run it: compiled, so that no time goes into reading TypeScript. Returns its entry. */
export function compileProgram(): string {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const compiler = join(root, 'node_modules/.bin/tsc');
  execFileSync(compiler, ['-p', join(root, 'tsconfig.build.json'), '--outDir', join(place, 'dist')], {
    stdio: 'inherit',
  });
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
  return join(place, 'dist/cli/main.js');
}

export interface Ran {
  readonly seconds: number;
  /** Largest resident set of the process itself, in MB; git's own are not its. */
  readonly memory: number;
  readonly output: string;
}

/** Runs to the end; any of these exit codes is right. */
export async function run(command: readonly string[], codes: readonly number[] = [0]): Promise<Ran> {
  const [program = '', ...args] = command;
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let memory = 0;
  const poll = setInterval(() => {
    memory = Math.max(memory, highWater(child.pid));
  }, POLL);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearInterval(poll);
  const seconds = (performance.now() - began) / 1_000;
  const output = Buffer.concat(chunks).toString('utf8');
  if (code === null || !codes.includes(code)) throw new Error(`${command.join(' ')} ended with ${code}: ${output}`);
  return { seconds, memory, output };
}

function highWater(pid: number | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(found ?? 0) / 1_024;
  } catch {
    return 0; // it ended, or this is no Linux
  }
}

/** Each command once in every round, so that whatever else the machine does falls on all of them alike. */
export async function runByTurns<Name extends string>(
  commands: Readonly<Record<Name, () => Promise<Ran>>>,
  rounds: number,
): Promise<Readonly<Record<Name, readonly Ran[]>>> {
  const names = Object.keys(commands) as Name[];
  const made = Object.fromEntries(names.map((name) => [name, [] as Ran[]])) as Record<Name, Ran[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) made[name].push(await commands[name]());
  return made;
}
