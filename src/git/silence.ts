import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/**
 * Ends a process that writes nothing, to either stream, for so many milliseconds, and says so once. Its pipes are closed
 * too: what it started (ssh) may hold them, and would keep us waiting for an end that never comes.
 */
export function endWhenSilent(
  child: ChildProcessWithoutNullStreams,
  { limit, onSilence }: { readonly limit: number; readonly onSilence: () => void },
): void {
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
    onSilence();
  }, limit);
  const hear = (): void => {
    timer.refresh();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('error', () => clearTimeout(timer));
  child.on('exit', () => clearTimeout(timer));
}
