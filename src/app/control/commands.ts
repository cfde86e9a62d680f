import type { ControlCommand } from './command.ts';
import { eraseData } from './data-erase.ts';
import { exportData } from './data-export.ts';
import { listJobs, retryJobs } from './jobs.ts';
import { queryArchive } from './query-archive.ts';
import { showArchived } from './show-archived.ts';
import { traceArchive } from './trace-archive.ts';

/** Everything that can be asked for, by its name in the address: `POST /<name>`. */
export const commands = {
  'data-erase': { needs: 'app', run: eraseData },
  'data-export': { needs: 'transfer', run: exportData },
  'jobs-list': { needs: 'store', run: listJobs },
  'jobs-retry': { needs: 'store', run: retryJobs },
  'ledger-query': { needs: 'store', run: queryArchive },
  'ledger-show': { needs: 'store', run: showArchived },
  'ledger-trace': { needs: 'store', run: traceArchive },
} as const satisfies Readonly<Record<string, ControlCommand>>;

export type CommandName = keyof typeof commands;

export function findCommand(name: string): ControlCommand | null {
  return Object.hasOwn(commands, name) ? commands[name as CommandName] : null;
}
