/** Bad weather: while it lasts, a share of all requests and deliveries goes wrong, drawn from a seed. */
import type { DeliveryFault } from '../webhooks/courier.ts';
import type { FaultAction } from './faults.ts';

export interface WeatherRequest {
  readonly seed: number;
  /** From 0 to 1, of all requests, for each way in which one goes wrong; stale heads are counted among commits alone. */
  readonly requests: Readonly<Partial<Record<'error' | 'hang' | 'limit' | 'reset' | 'stale', number>>>;
  /** From 0 to 1, of all deliveries, for each way. */
  readonly deliveries: Readonly<Partial<Record<DeliveryFault['kind'], number>>>;
  /** Milliseconds that a delayed delivery comes later at most. */
  readonly latest?: number;
}

/** How often each thing happened. */
export type WeatherReport = Readonly<Record<string, number>>;

const COMMIT = 'GRAPHQL createCommitOnBranch';
const LATEST = 3_000;
const SERVER_ERRORS = [500, 502, 503, 504];

export class Weather {
  #request: WeatherRequest | null = null;
  #state = 0;
  #report: Record<string, number> = {};

  set(request: WeatherRequest | null): WeatherReport {
    const before = this.#report;
    this.#request = request;
    this.#state = request?.seed ?? 0;
    if (request !== null) this.#report = {};
    return before;
  }

  /** What befalls this request. `variables`: those of GraphQL. */
  strike(names: readonly string[], variables: Readonly<Record<string, unknown>> | undefined): readonly FaultAction[] {
    if (this.#request === null) return [];
    const { error, hang, limit, reset, stale } = this.#request.requests;
    const kind = this.#choose({ error, hang, limit, reset });
    const when = this.#draw() < 0.5 ? 'before' : 'after';
    if (names.includes(COMMIT) && this.#draw() < (stale ?? 0)) return this.#moveHead(variables);
    switch (kind) {
      case 'error': {
        const status = SERVER_ERRORS[Math.floor(this.#draw() * SERVER_ERRORS.length)] ?? 502;
        return [{ kind: 'status', status, when, html: this.#draw() < 0.3 }];
      }
      case 'hang':
        return [{ kind: 'hang', when }];
      case 'limit':
        return [{ kind: 'secondary-limit', seconds: 1 + Math.floor(this.#draw() * 3) }];
      case 'reset':
        return [{ kind: 'reset', when }];
      case null:
        return [];
    }
  }

  /** What befalls this delivery. */
  divert(): DeliveryFault | undefined {
    if (this.#request === null) return undefined;
    const kind = this.#choose(this.#request.deliveries);
    if (kind === null) return undefined;
    return { kind, milliseconds: Math.floor(this.#draw() * (this.#request.latest ?? LATEST)) };
  }

  #moveHead(variables: Readonly<Record<string, unknown>> | undefined): readonly FaultAction[] {
    const branch = (variables as Variables | undefined)?.input?.branch;
    const { repositoryNameWithOwner: repository, branchName } = branch ?? {};
    if (repository === undefined || branchName === undefined) return [];
    this.#count('stale');
    const files = { [`stranger-${this.#state}.txt`]: 'a stranger\n' };
    return [{ kind: 'move-branch', repository, branch: branchName, files }];
  }

  /** At most one of them, each with its share. */
  #choose<Kind extends string>(shares: Readonly<Partial<Record<Kind, number | undefined>>>): Kind | null {
    let left = this.#draw();
    for (const [kind, share = 0] of Object.entries(shares) as [Kind, number | undefined][]) {
      left -= share;
      if (left >= 0) continue;
      this.#count(kind);
      return kind;
    }
    return null;
  }

  #count(kind: string): void {
    this.#report[kind] = (this.#report[kind] ?? 0) + 1;
  }

  /** mulberry32: from 0 to below 1. */
  #draw(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

interface Variables {
  readonly input?: { readonly branch?: { readonly repositoryNameWithOwner?: string; readonly branchName?: string } };
}
