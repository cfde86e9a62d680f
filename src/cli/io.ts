import { once } from 'node:events';
import process from 'node:process';

/** Everything a command may touch of the terminal it runs in. Tests give one of their own. */
export interface Io {
  /** What is piped into the command. */
  readonly input: AsyncIterable<Uint8Array>;
  /** The answer. Resolves when more can be written, so that a long answer never piles up in memory. */
  out(text: string): Promise<void>;
  /** Progress, warnings and complaints. */
  err(text: string): void;
  /** May the answer be coloured? */
  readonly colours: boolean;
  /** Is somebody looking at the error stream, so that progress is worth showing? */
  readonly isWatched: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Has this done, at once, when the user interrupts; returns what takes it back. A command that never asks is ended
   * by the signal itself, or handles it in its own way (the app stops cleanly).
   */
  onInterrupt(tidy: () => void): () => void;
}

/** As a shell tells of a process that wrote where nobody reads: the answer was not given, so it is not 0. */
const READER_WENT_AWAY = 141;

/** The process's own streams. A reader that goes away (`| head`) ends the command quietly. */
export function openProcessIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(READER_WENT_AWAY);
    });
  }
  const { env } = process;
  return {
    input: process.stdin,
    async out(text) {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    err(text) {
      process.stderr.write(text);
    },
    colours: isTerminal(process.stdout) && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    isWatched: isTerminal(process.stderr),
    environment: env,
    onInterrupt,
  };
}

/** `isTTY` is true or not there at all. */
function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true;
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

function onInterrupt(tidy: () => void): () => void {
  const listeners = Object.entries(SIGNALS).map(([signal, number]) => {
    const end = (): void => {
      tidy();
      process.exit(128 + number);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}
