import { isFault } from '../../../src/base/fault.ts';
import type { Account } from '../../../src/github/budget/account.ts';
import { type Bank, localBank } from '../../../src/github/budget/bank.ts';
import { type Cost, costOfRest } from '../../../src/github/budget/cost.ts';
import { defaultLimits, type LimitSettings, limitsOf, type Urgency } from '../../../src/github/budget/limits.ts';
import { Teller } from '../../../src/github/budget/teller.ts';

export const READ = costOfRest('GET /x');
export const WRITE = costOfRest('POST /x');

/** Processes with clocks of their own, which do not agree, at one bank; time passes when it is told to. */
export class Processes {
  now = 1_000_000;
  exchanges = 0;
  readonly bank: Bank;
  readonly #limits: LimitSettings;

  constructor({ bank, limits = defaultLimits }: { bank?: Bank; limits?: LimitSettings } = {}) {
    const shared = bank ?? localBank({ now: () => this.now });
    this.#limits = limits;
    this.bank = {
      change: async (names, act) => {
        this.exchanges += 1;
        await shared.change(names, act);
      },
    };
  }

  start(owner: string, skew = 0): Teller {
    const clock = { now: () => this.now + skew };
    return new Teller({ bank: this.bank, owner, limits: limitsOf(this.#limits), clock, random: () => 0 });
  }
}

/** What became of asking: null: it may be sent; otherwise milliseconds to wait. */
export async function tryToEnter(
  account: Account,
  cost: Cost = WRITE,
  urgency: Urgency = 'person',
): Promise<number | null> {
  try {
    await account.enter(cost, urgency);
    return null;
  } catch (error) {
    if (!isFault(error, 'github.rate-limited')) throw error;
    return Number(error.details['retryAfter']);
  }
}

/** Sends as many as it may, one after the other, each answered at once; how many, and the wait after the last. */
export async function sendAll(account: Account, most: number, urgency: Urgency = 'person') {
  for (let sent = 0; sent < most; sent += 1) {
    const wait = await tryToEnter(account, WRITE, urgency);
    if (wait !== null) return { sent, wait };
    account.leave(WRITE);
  }
  return { sent: most, wait: 0 };
}
