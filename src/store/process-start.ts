import { readFileSync } from 'node:fs';
import { systemErrorCode } from '../base/system-error.ts';

/**
 * When a process started, in the kernel's own words (boot and ticks since), or null where /proc does not tell. Process
 * ids are used again; together with this they are not.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, and may itself contain both spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields[STARTED - FIRST_AFTER_NAME];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return ticks === undefined ? null : `${boot}:${ticks}`;
  } catch {
    return null;
  }
}

/** Numbers of fields in proc_pid_stat(5). */
const STARTED = 22;
const FIRST_AFTER_NAME = 3;

/** Is there a process with this id? One of another user counts. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
