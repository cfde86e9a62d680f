/** GitHub's rate limits: the primary one an hour, the secondary ones a minute, for each installation or person. */
import type { Actor, World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

export interface LimitSettings {
  readonly enforced: boolean;
  /** Points a minute; a read costs 1, a write 5. */
  readonly restPoints: number;
  readonly graphqlPoints: number;
  /** Requests (REST) or points (GraphQL) an hour. */
  readonly primary: number;
}

export const githubLimits: LimitSettings = { enforced: true, restPoints: 900, graphqlPoints: 2_000, primary: 5_000 };

interface Meter {
  readonly minute: { at: number; points: number }[];
  used: number;
  resetAt: number;
}

export interface Spending {
  readonly actor: Actor;
  readonly resource: 'core' | 'graphql';
  readonly points: number;
}

export type LimitState = { readonly limit: number; readonly used: number; readonly resetAt: number };

export class Limits {
  readonly #world: World;
  readonly #meters = new Map<string, Meter>();
  settings = githubLimits;

  constructor(world: World) {
    this.#world = world;
  }

  /** Counts a request. @returns which limit it is beyond, or null */
  spend({ actor, resource, points }: Spending): 'primary' | 'secondary' | null {
    const meter = this.#meterOf(actor, resource);
    const now = this.#world.now();
    meter.used += 1;
    meter.minute.push({ at: now, points });
    while ((meter.minute[0]?.at ?? now) <= now - MINUTE) meter.minute.shift();
    if (!this.settings.enforced) return null;
    if (meter.used > this.settings.primary) return 'primary';
    const spent = meter.minute.reduce((sum, entry) => sum + entry.points, 0);
    return spent > (resource === 'core' ? this.settings.restPoints : this.settings.graphqlPoints) ? 'secondary' : null;
  }

  state(actor: Actor, resource: Spending['resource']): LimitState {
    const { used, resetAt } = this.#meterOf(actor, resource);
    return { limit: this.settings.primary, used: Math.min(used, this.settings.primary), resetAt };
  }

  /** None where nothing is limited, as on an Enterprise Server without limits. */
  headers(actor: Actor, resource: Spending['resource']): Readonly<Record<string, string>> {
    if (!this.settings.enforced) return {};
    const { limit, used, resetAt } = this.state(actor, resource);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - used),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
      'x-ratelimit-resource': resource,
    };
  }

  reset(): void {
    this.#meters.clear();
  }

  #meterOf(actor: Actor, resource: Spending['resource']): Meter {
    const who = actor.kind === 'user' ? `user ${actor.user.id}` : `installation ${actor.installation.id}`;
    const key = `${who} ${resource}`;
    const known = this.#meters.get(key);
    if (known !== undefined && known.resetAt > this.#world.now()) return known;
    const meter: Meter = { minute: [], used: 0, resetAt: this.#world.now() + HOUR };
    this.#meters.set(key, meter);
    return meter;
  }
}
