import { type Clock, SECOND } from '../../base/clock.ts';
import { Account } from './account.ts';
import type { Bank } from './bank.ts';
import { exchange, readBook } from './book.ts';
import type { Limits } from './limits.ts';
import type { Reply, Statement } from './statement.ts';

/** How often those accounts are looked at that nobody asks for. */
const LOOK = SECOND;

export interface TellerParts {
  readonly bank: Bank;
  /** Names this process among those that share the bank. */
  readonly owner: string;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * All accounts of this process. What several accounts have to say to the bank goes there together, and what comes up
 * meanwhile goes with the next: there is never more than one exchange under way.
 */
export class Teller {
  readonly #parts: TellerParts;
  readonly #accounts = new Map<string, Account>();
  readonly #asking = new Set<Account>();
  #isBusy = false;
  #look: NodeJS.Timeout | undefined;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  account(name: string): Account {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const { limits, clock, random } = this.#parts;
    const made = new Account({ name, limits, clock, random, ask: (account) => this.#ask(account) });
    this.#accounts.set(name, made);
    return made;
  }

  get accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  #ask(account: Account): void {
    this.#asking.add(account);
    this.#lookLater();
    if (!this.#isBusy) void this.#exchangeAll();
  }

  async #exchangeAll(): Promise<void> {
    this.#isBusy = true;
    // Whoever asks in the same moment goes along.
    await Promise.resolve();
    while (this.#asking.size > 0) {
      const accounts = [...this.#asking];
      this.#asking.clear();
      await this.#exchange(accounts);
    }
    this.#isBusy = false;
  }

  async #exchange(accounts: readonly Account[]): Promise<void> {
    const { bank, owner, limits } = this.#parts;
    const statements = new Map<string, Statement>(accounts.map((each) => [each.name, { ...each.draw(), owner }]));
    const replies = new Map<string, Reply>();
    try {
      await bank.change([...statements.keys()], (name, book, now) => {
        const before = readBook(book);
        const statement = statements.get(name);
        if (statement === undefined) return before;
        const { book: after, reply } = exchange(before, statement, { now, limits });
        replies.set(name, reply);
        return after;
      });
    } catch (error) {
      for (const account of accounts) account.fail(error);
      return;
    }
    for (const account of accounts) {
      const reply = replies.get(account.name);
      if (reply !== undefined) account.accept(reply);
    }
  }

  /** Requests that take long keep their part of the budget, and what is not used is given back. */
  #lookAround(): void {
    this.#look = undefined;
    let isLive = false;
    for (const account of this.#accounts.values()) {
      const isDue = account.isDue();
      if (isDue === true) this.#ask(account);
      isLive ||= isDue !== null;
    }
    if (isLive) this.#lookLater();
  }

  #lookLater(): void {
    if (this.#look !== undefined) return;
    this.#look = setTimeout(() => this.#lookAround(), LOOK);
    this.#look.unref();
  }
}
