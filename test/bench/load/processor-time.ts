import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor time, in user and system mode, by who used them. */
export interface Spent {
  readonly app: number;
  readonly github: number;
  readonly database: number;
}

const TICKS_A_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
  readonly command: string;
}

/** Of this process' children and all that they started, what has ended included. Only on Linux; elsewhere zeros. */
export function readSpent(): Spent {
  const all = readProcesses();
  const sum = (isIt: (command: string) => boolean): number =>
    all
      .filter(({ parent, command }) => parent === process.pid && isIt(command))
      .reduce((seconds, each) => seconds + withChildren(all, each), 0);
  return {
    app: sum((command) => command.includes('src/main.ts')),
    github: sum((command) => command.includes('test/github/main.ts')),
    database: sum((command) => command.includes('/postgres')),
  };
}

/** Milliseconds a piece, as text. */
export function describeSpent(before: Spent, pieces: number): string {
  const after = readSpent();
  const each = (who: keyof Spent): string => (((after[who] - before[who]) * 1_000) / pieces).toFixed(1);
  return `processor ms each: app ${each('app')}, database ${each('database')}, stand-in ${each('github')}`;
}

function withChildren(all: readonly Process[], { pid, seconds }: Process): number {
  return all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + withChildren(all, child), seconds);
}

function readProcesses(): readonly Process[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(readProcess);
  } catch {
    return [];
  }
}

/** proc_pid_stat(5): fields 14 to 17, counted behind the name, which may contain anything. */
function readProcess(pid: string): readonly Process[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return [{ pid: Number(pid), parent: Number(fields[1]), seconds: ticks / TICKS_A_SECOND, command }];
  } catch {
    return []; // it has ended meanwhile
  }
}
