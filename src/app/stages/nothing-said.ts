import type { Lease, Settled } from '../../store/store.ts';

/** Nothing to say on GitHub: the subject is closed, or no policy speaks of it. */
export function nothingSaid({ last }: Lease, { head, base, open }: Pick<Settled, 'head' | 'base' | 'open'>): Settled {
  return {
    head,
    base,
    checkName: '',
    open,
    result: 'none',
    verdict: {},
    validUntil: null,
    recordedDigest: last?.recordedDigest ?? null,
    evidence: [],
    ledger: null,
    entries: [],
    reportAfter: null,
  };
}
