import { Readable } from 'node:stream';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal that nobody looks at, with an environment of its own. */
export function testIo(options: Partial<Io> = {}): Io {
  return {
    input: Readable.from([]),
    out: async () => undefined,
    err: () => undefined,
    colours: false,
    isWatched: false,
    environment: { PATH: process.env['PATH'], HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent/config' },
    onInterrupt: () => () => undefined,
    ...options,
  };
}

/** Runs a command line in this process. */
export async function runCli(args: readonly string[], options: Partial<Io> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = testIo({
    async out(text) {
      out.push(text);
    },
    err: (text) => void err.push(text),
    ...options,
  });
  const code = await run(args, io);
  return { code, out: out.join(''), err: err.join('') };
}
