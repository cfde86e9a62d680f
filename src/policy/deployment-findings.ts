import type { Unknown } from './facts.ts';
import { makeFinding } from './findings.ts';
import type { Finding } from './verdict.ts';

/** The finding of a condition about what only a deployment has, where there is none: whatever it asks is not known. */
export function makeNoDeployment(code: `${string}.no-deployment`): Finding {
  return makeFinding(code, 'unknown', { why: 'not-local', detail: 'only a deployment on GitHub has this' });
}

export interface UnreadCodes {
  readonly unread: `${string}.unread`;
  readonly notRecorded: `${string}.not-recorded`;
}

/** What our ledger could not tell: what is about to be recorded is waited for, anything else is not known. */
export function makeUnread(codes: UnreadCodes, why: Unknown): Finding {
  const data = { why: why.code, detail: why.detail };
  return why.code === 'not-recorded'
    ? makeFinding(codes.notRecorded, 'pending', data)
    : makeFinding(codes.unread, 'unknown', data);
}
