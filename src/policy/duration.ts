import { DAY, HOUR, MINUTE } from '../base/clock.ts';

/** A length of time, as a policy file writes it. */
export const duration = {
  type: 'string',
  title: 'a duration like 30m, 24h or 7d',
  pattern: '^[1-9][0-9]{0,3}[mhd]$',
} as const;

/** Milliseconds. */
export function readDuration(text: string): number {
  const unit = text.endsWith('d') ? DAY : text.endsWith('h') ? HOUR : MINUTE;
  return Number(text.slice(0, -1)) * unit;
}
