import { sha256Hex } from '../../../src/ledger/digest.ts';
import { api, momentOf, oid, Scene, web } from './scene.ts';

/** Always the same numbers from the same seed. */
function randomOf(seed: number): (below: number) => number {
  let count = 0;
  return (below) => {
    count += 1;
    return Number.parseInt(sha256Hex(`${seed} ${count}`).slice(0, 8), 16) % below;
  };
}

interface Branch {
  readonly name: string;
  /** Where it was, oldest first; the last is its tip. */
  readonly tips: string[];
}

/**
 * Two repositories whose branches grow, are pushed by force, lack a landing here and there and share tips, and environments
 * that are deployed to, rolled back and read back later than they were.
 */
export class RandomScene {
  readonly scene = new Scene();
  readonly changes = new Set<number>();
  readonly landed: string[] = [];
  readonly deployments: number[] = [];
  readonly #random: (below: number) => number;
  readonly #branches: readonly (readonly [typeof web, readonly Branch[]])[];
  #next = 0;

  constructor(seed: number, steps: number) {
    this.#random = randomOf(seed);
    const branch = (name: string): Branch => ({ name, tips: [this.#commit()] });
    this.#branches = [
      [web, [branch('main'), branch('release')]],
      [api, [branch('main')]],
    ];
    for (let step = 0; step < steps; step += 1) this.#step();
  }

  #step(): void {
    const [repository, branches] = this.#pick(this.#branches);
    const branch = this.#pick(branches);
    this.scene.repository = this.#random(9) === 0 ? { ...repository, name: `${repository.name}-old` } : repository;
    const what = this.#random(12);
    if (what < 4) this.#merge(branch);
    else if (what < 5) this.#disturb(branch, this.#pick(branches));
    else if (what < 6) this.#coverOrTag(branch);
    else this.#deploy(branch, repository === web);
  }

  #merge({ name, tips }: Branch): void {
    const change = 1 + this.#random(30);
    const head = this.#commit();
    const decision = this.scene.decide(head, { change });
    const before = tips.at(-1) ?? null;
    const [part, after] = [this.#commit(), this.#random(4) === 0 ? head : this.#commit()];
    tips.push(after);
    this.landed.push(part, after);
    this.changes.add(change);
    const group = { decision, ...(this.#random(4) === 0 ? {} : { change }), commits: [part, after] };
    // It runs somewhere before anybody hears that it landed.
    if (this.#random(5) === 0) this.#deployTo('staging', after);
    const uncovered = this.#random(4) === 0 ? [this.#commit()] : [];
    const landing = this.scene.land({ before, after, covered: [group], uncovered, base: baseOf(name) });
    if (this.#random(5) === 0) this.scene.alert('landed.unjudged', [landing]);
  }

  /** A push by force, a landing that nobody recorded, a branch that is set to another one's tip. */
  #disturb({ name, tips }: Branch, other: Branch): void {
    const how = this.#random(3);
    const before = tips.at(-1) ?? null;
    if (how === 0) tips.push(this.#commit());
    else if (how === 1) {
      const after = this.#pick(tips);
      tips.push(after);
      this.scene.land({ how: 'force-push', before, after, removed: 1, base: baseOf(name) });
    } else {
      const after = other.tips.at(-1) ?? null;
      tips.push(after ?? '');
      this.scene.land({ how: 'create', before: null, after, base: baseOf(name) });
    }
  }

  #coverOrTag({ tips }: Branch): void {
    if (this.#random(3) === 0) {
      const after = this.#pick(tips);
      this.scene.land({ how: 'create', before: null, after, tag: TAG });
      return;
    }
    const commit = this.landed.at(-1 - this.#random(5));
    if (commit === undefined) return;
    this.scene.land({ how: 'cover', before: null, after: commit, late: { commits: [commit], change: 1 } });
  }

  #deploy({ tips }: Branch, isWeb: boolean): void {
    const commit = this.#random(5) === 0 ? this.#pick(tips) : (tips.at(-1) ?? '');
    this.#deployTo(this.#pick(isWeb ? ['production', 'staging', 'night'] : ['production']), commit);
  }

  #deployTo(environment: string, commit: string): void {
    const id = 1_000 + this.deployments.length;
    this.deployments.push(id);
    const decision = this.scene.gate(commit, environment, { id, verdict: this.#random(4) === 0 ? 'deny' : 'allow' });
    this.scene.deploy(commit, environment, { id, decision, what: 'started' });
    if (environment === 'night' || this.#random(6) === 0) return;
    const late = this.#random(6) === 0 ? 40 : 0;
    const at = momentOf(Math.max(0, this.scene.entries.length - late));
    this.scene.happen(commit, {
      event: 'deployment',
      code: 'deployment.succeeded',
      environment,
      deployment: { id, decision: this.#random(3) === 0 ? null : decision },
      started: at,
      ended: at,
    });
    if (this.#random(5) === 0) this.scene.deploy(commit, environment, { id, decision, what: 'inactive' });
  }

  #commit(): string {
    this.#next += 1;
    return oid(sha256Hex(`commit ${this.#next}`).slice(0, 12));
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#random(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }
}

const TAG = { annotated: true, signature: 'valid' } as const;

const baseOf = (name: string) => ({ refDigest: sha256Hex(`refs/heads/${name}`) });
