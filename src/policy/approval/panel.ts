import type { Facts } from '../facts.ts';
import { resolveRoles } from '../people.ts';
import type { Policy } from '../policy.ts';
import { collectExclusions, type Exclusions, type Part } from './exclusions.ts';
import { type JudgedReview, judgeReviews } from './reviews.ts';
import type { Bench } from './standing.ts';

/** Who is asked for, who is excluded, and what the reviews so far are worth. */
export interface Panel {
  readonly bench: Bench;
  /** Empty where the reviews are not known. */
  readonly rows: readonly JudgedReview[];
}

export interface PanelOf {
  readonly facts: Facts;
  readonly policy: Policy;
  /** Roles; undefined: anybody with write access. */
  readonly by: readonly string[] | undefined;
  readonly notBy: readonly Part[];
}

interface Remembered {
  readonly exclusions: Map<string, Exclusions>;
  /** By policy, because a role means what its own layer says. */
  readonly panels: Map<Policy, Map<string, Panel>>;
}

/** What is remembered goes away with the facts. */
const remembered = new WeakMap<Facts, Remembered>();

/** Most rules ask the same people and differ in how many: each panel is put together once for the same facts. */
export function panelOf(wanted: PanelOf): Panel {
  const { facts, policy, by, notBy } = wanted;
  const { exclusions, panels } = once(remembered, facts, () => ({ exclusions: new Map(), panels: new Map() }));
  const ofPolicy = once(panels, policy, () => new Map<string, Panel>());
  return once(ofPolicy, JSON.stringify([by ?? null, notBy]), () => {
    const bench: Bench = {
      facts,
      circle: by === undefined ? null : resolveRoles(by, policy, facts.directory),
      exclusions: once(exclusions, notBy.join(), () => collectExclusions(notBy, facts)),
    };
    return { bench, rows: facts.reviews.known ? judgeReviews(facts.reviews.value, bench) : [] };
  });
}

interface Kept<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function once<Key, Value>(kept: Kept<Key, Value>, key: Key, make: () => Value): Value {
  const found = kept.get(key);
  if (found !== undefined) return found;
  const made = make();
  kept.set(key, made);
  return made;
}
