import { Fault } from '../base/fault.ts';

/** The index of an entry as the user wrote it. Throws Fault `cli.usage`. */
export function readIndex(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Fault('cli.usage', `An index is a number from 0, not ${JSON.stringify(text)}`);
}
