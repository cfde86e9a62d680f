import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, with an environment of its own. */
export async function runCli(
  args: readonly string[],
  options: Partial<Pick<Io, 'environment' | 'colours' | 'isWatched'>> = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    async out(text) {
      out.push(text);
    },
    err: (text) => void err.push(text),
    colours: false,
    isWatched: false,
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent/config' },
    onInterrupt: () => () => undefined,
    ...options,
  };
  const code = await run(args, io);
  return { code, out: out.join(''), err: err.join('') };
}
