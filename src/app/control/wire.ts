import { Fault } from '../../base/fault.ts';
import { type FaultCode, faultCodes } from '../../base/fault-codes.ts';
import { isJsonObject, type Json } from '../../base/json.ts';

/**
 * One line of an answer: an item, or how it ended. An answer without an end was cut off. A fault travels as it would have
 * been thrown; its particulars are for the app's own log.
 */
export type Line = { readonly item: Json } | { readonly fault: Fault } | { readonly end: true };

export const LINES_TYPE = 'application/jsonl; charset=utf-8';

/** Both ends are one program, or they do not speak: a request that one of them misread might erase too little. */
export const VERSION_HEADER = 'countersign-version';

export function writeLine(line: Line): string {
  if (!('fault' in line)) return `${JSON.stringify(line)}\n`;
  const { code, message, next } = line.fault;
  return `${JSON.stringify({ fault: { code, message, next: next ?? null } })}\n`;
}

/** Null: not a line of ours. */
export function readLine(text: string): Line | null {
  const value = parse(text);
  if (!isJsonObject(value)) return null;
  if (value['end'] === true) return { end: true };
  if ('fault' in value) return readFault(value['fault']);
  return value['item'] === undefined ? null : { item: value['item'] };
}

function readFault(value: Json | undefined): Line | null {
  if (!isJsonObject(value)) return null;
  const { code, message, next } = value;
  if (typeof code !== 'string' || typeof message !== 'string' || !Object.hasOwn(faultCodes, code)) return null;
  return { fault: new Fault(code as FaultCode, message, typeof next === 'string' ? { next } : {}) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
