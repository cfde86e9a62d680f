import type { StandIn } from '../../github/client.ts';

export interface Drained {
  /** Completed checks in a second, between the first tenth and the last. */
  readonly rate: number;
  /** Seconds until the last. */
  readonly took: number;
}

export interface Waiting {
  readonly appId: number;
  /** Completed checks to wait for. */
  readonly until: number;
  /** Real milliseconds. */
  readonly patience: number;
}

const POLL = 200;
const TENTH = 0.1;

/** Waits for so many completed checks, and says how fast those came that were not there yet. */
export async function drain(github: StandIn, { appId, until, patience }: Waiting): Promise<Drained> {
  const began = performance.now();
  const seen: { readonly at: number; readonly count: number }[] = [];
  for (;;) {
    const { completed } = await github.countChecks({ appId });
    const at = performance.now() - began;
    seen.push({ at, count: completed });
    if (completed >= until) break;
    if (at > patience)
      throw new Error(`${completed} of ${until} checks were completed after ${(at / 1_000).toFixed(0)} s`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing was seen');
  const total = last.count - first.count;
  const from = seen.find(({ count }) => count - first.count >= total * TENTH) ?? first;
  const to = seen.find(({ count }) => count - first.count >= total * (1 - TENTH)) ?? last;
  return { rate: ((to.count - from.count) * 1_000) / (to.at - from.at), took: last.at / 1_000 };
}
