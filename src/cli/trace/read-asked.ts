import { Fault } from '../../base/fault.ts';
import type { Shipped } from '../../ledger/trace/may-ship.ts';
import type { Asked } from '../../ledger/trace/scope.ts';
import { DAY_MS, readInstant } from '../ledger/read-filter.ts';
import { DIGITS } from './glance.ts';

const COMMIT = new RegExp(`^[0-9a-f]{${DIGITS},64}$`, 'i');

/** Throws Fault `cli.usage` on what is neither a commit nor a pull request, a deployment or a ticket. */
export function readAsked(text: string): Asked {
  // So many digits are a commit; a pull request with such a number is asked for with its "#".
  const change = /^#([1-9]\d{0,14})$|^([1-9]\d{0,5})$/.exec(text);
  if (change !== null) return { is: 'change', number: Number(change[1] ?? change[2]) };
  const deployment = /^deployment:([1-9]\d{0,14})$/.exec(text)?.[1];
  if (deployment !== undefined) return { is: 'deployment', id: Number(deployment) };
  if (COMMIT.test(text)) return { is: 'commit', prefix: text.toLowerCase() };
  if (/^[A-Za-z][A-Za-z0-9_]*-\d+$/.test(text)) return { is: 'ticket', key: text };
  throw new Fault('cli.usage', `${JSON.stringify(text)} is nothing that can be traced`, {
    next: `At least ${DIGITS} digits of a commit, #42, deployment:1234, or the key of a ticket (SHOP-412).`,
  });
}

/** Throws Fault `cli.usage` on what is neither. */
export function readShipped(text: string): Shipped {
  const sha256 = /^sha256:([0-9a-f]{64})$/i.exec(text)?.[1];
  if (sha256 !== undefined) return { is: 'artifact', sha256: sha256.toLowerCase() };
  if (COMMIT.test(text)) return { is: 'commit', prefix: text.toLowerCase() };
  throw new Fault('cli.usage', `${JSON.stringify(text)} is neither a commit nor an artifact`, {
    next: `At least ${DIGITS} digits of a commit, or sha256: and the 64 digits of a digest.`,
  });
}

/** `T1..T2`: from the beginning of a day, to the end of one. Throws Fault `cli.usage`. */
export function readSpan(text: string): { readonly from: string; readonly to: string } {
  const [first = '', last = '', ...more] = text.split('..');
  if (first === '' || last === '' || more.length > 0)
    throw new Fault('cli.usage', `${JSON.stringify(text)} is not T1..T2`, { next: 'Write 2026-11-20..2026-11-21.' });
  const [from, to] = [readInstant(first, 0), readInstant(last, DAY_MS)];
  if (from > to) throw new Fault('cli.usage', `${JSON.stringify(text)} ends before it begins`);
  return { from, to };
}
