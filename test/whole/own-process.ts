import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The app as a process of its own, as an operator runs it. */
export interface OwnProcess {
  readonly child: ChildProcess;
  /** Where webhooks are received. */
  readonly url: string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  /** All that it wrote, standard error included. */
  readonly output: () => string;
  /** Every complete line of the log. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  /** Ends it, however it is. */
  kill(): Promise<void>;
}

const entry = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Resolves when it says that it is ready. Nothing of our own environment but the path: what is set here decides. */
export async function startProcess(settings: Readonly<Record<string, string>>): Promise<OwnProcess> {
  const cwd = settings['COUNTERSIGN_DATA'];
  const child = spawn(process.execPath, [entry], { cwd, env: { PATH: process.env['PATH'], ...settings } });
  const written = { out: '', err: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.err += text;
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  const lines = () =>
    written.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written.out += text;
      const ready = written.out.includes('Countersign is ready')
        ? lines().find(({ msg }) => msg === 'Countersign is ready')
        : undefined;
      if (ready !== undefined) resolve(String(ready['url']));
    });
    void ended.then(() => reject(new Error(`it ended before it was ready: ${written.out}${written.err}`)));
  });
  return {
    child,
    url,
    ended,
    output: () => written.out + written.err,
    lines,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
