/** Misbehaviour that a test arms: it hits requests of one route, a number of times, before or after their effect. */

/**
 * `before` the effect: failed, and nothing stored. `after`: failed, but stored.
 * `move-branch` lets a stranger push a commit to a branch: before the request (a stale head), or after its answer was
 * made and before it is sent (a head that moves between read and write).
 */
export type FaultAction =
  | { readonly kind: 'status'; readonly status: number; readonly when?: 'before' | 'after'; readonly html?: boolean }
  | { readonly kind: 'hang'; readonly when?: 'before' | 'after' }
  | { readonly kind: 'reset'; readonly when?: 'before' | 'after' }
  | { readonly kind: 'truncate' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'primary-limit'; readonly seconds?: number }
  | { readonly kind: 'secondary-limit'; readonly seconds?: number }
  | {
      readonly kind: 'graphql-errors';
      readonly errors: readonly unknown[];
      readonly keepData?: boolean;
      readonly when?: 'before' | 'after';
    }
  | {
      readonly kind: 'move-branch';
      readonly when?: 'before' | 'after';
      readonly repository: string;
      readonly branch: string;
      readonly files?: Readonly<Record<string, string>>;
    };

export interface Fault {
  /** `GET /repos/{owner}/{repo}`, `GRAPHQL`, `GRAPHQL createCommitOnBranch` (a top field or the operation's name), or `*`. */
  readonly on: string;
  readonly action: FaultAction;
  /** How many requests it hits; 1, when not given. */
  readonly count?: number;
  /** How many matching requests pass before it hits. */
  readonly skip?: number;
  /** Only requests whose path, or GraphQL variables as JSON, contain this text. */
  readonly containing?: string;
}

export interface FaultTarget {
  /** All names by which a fault may call the request. */
  readonly names: readonly string[];
  readonly text: string;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

export class Faults {
  #armed: Armed[] = [];

  arm(fault: Fault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, left: fault.count ?? 1 });
  }

  disarm(): void {
    this.#armed = [];
  }

  /** How often armed faults have yet to hit. */
  left(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0);
  }

  /** Every fault that hits this request now. */
  take(target: FaultTarget): readonly FaultAction[] {
    const hits: FaultAction[] = [];
    for (const armed of this.#armed) {
      const { on, containing, action } = armed.fault;
      if (armed.left === 0 || !(on === '*' || target.names.includes(on))) continue;
      if (containing !== undefined && !target.text.includes(containing)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      hits.push(action);
    }
    return hits;
  }
}
