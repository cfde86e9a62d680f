import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { askWitnesses } from '../../../src/app/stages/witness.ts';
import type { WitnessConfig } from '../../../src/app/witness-config.ts';
import { toBytes } from '../../../src/base/bytes.ts';
import { findCosigners } from '../../../src/ledger/cosigners.ts';
import { type Note, parseNote } from '../../../src/ledger/note.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../../ledger/witnesses.ts';
import { Witness } from '../../witness/witness.ts';
import { BRANCH, type Change, flushOnce, judge, type Scene, type Shop } from './scene.ts';

/** Two witnesses of the tests, one of each kind of key, and what a context looks like that asks them. */
export interface Witnessing {
  readonly witnesses: readonly [Witness, Witness];
  /** `quorum`: a line of a policy over W1 and W2, which are all it names; its name is Q, or none. */
  config(quorum?: string, missing?: WitnessConfig['missing']): WitnessConfig;
}

const ALL = 'group Q all W1 W2\nquorum Q\n';

export function useWitnesses(): Witnessing {
  let made: readonly [Witness, Witness] | null = null;
  beforeAll(async () => {
    const signers = [witnessFrom(81), mlDsaWitnessFrom(82)] as const;
    made = [await Witness.start({ signers: [signers[0]] }), await Witness.start({ signers: [signers[1]] })];
  });
  afterAll(async () => {
    for (const witness of made ?? []) await witness.close();
  });
  const witnesses = (): readonly [Witness, Witness] => {
    if (made === null) throw new Error('witnesses are open only inside a test');
    return made;
  };
  return {
    get witnesses() {
      return witnesses();
    },
    config: (quorum = ALL, missing = 'wait') => {
      const lines = witnesses().map((witness, at) => witness.policyLines(`W${at + 1}`));
      return { policy: parseWitnessPolicy(toBytes(`${lines.join('')}${quorum}`)), missing };
    },
  };
}

/** The same context with a policy; the witnesses know the ledger. */
export function witnessed(context: Context, config: WitnessConfig): Context {
  return { ...context, config: { ...context.config, witnesses: config } };
}

export interface Begun {
  readonly context: Context;
  readonly shop: Shop;
  readonly change: Change;
}

/** A pull request that is judged, its entries on the branch, and nobody asked yet. */
export async function beginWitnessed(scene: Scene, { witnesses }: Witnessing, config: WitnessConfig): Promise<Begun> {
  const context = witnessed(scene.context, config);
  for (const witness of witnesses) witness.fault = null;
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await judge(context, change);
  const { origin } = await shop.ledger();
  for (const witness of witnesses) witness.trust(context.keys.signer(origin));
  await flushOnce(context, shop);
  return { context, shop, change };
}

export async function askOnce(context: Context, shop: Shop): Promise<void> {
  await askWitnesses(context, (await shop.ledger(context)).id);
}

/** What a retry would wait for is over. */
export async function forgetPauses(scene: Pick<Scene, 'database'>): Promise<void> {
  await scene.database.query('update countersign.witness set retry_at = 0');
}

export interface BranchNote {
  readonly size: number;
  /** Names of the policy's witnesses that cosigned it. */
  readonly by: readonly string[];
}

/** A note of the branch, and who of the policy cosigned it; null: there is none. */
export function noteOn({ context, shop }: Pick<Begun, 'context' | 'shop'>, path: string): BranchNote | null {
  const { status, stdout } = spawnSync('git', ['-C', shop.gitDir, 'show', `${BRANCH}:${path}`]);
  if (status !== 0) return null;
  const note: Note = parseNote(stdout);
  const policy = context.config.witnesses?.policy;
  const { cosigners, failing } = policy === undefined ? { cosigners: [], failing: [] } : findCosigners(note, policy);
  if (failing.length > 0) throw new Error('a cosignature on the branch does not verify');
  return { size: Number(note.text.split('\n')[1]), by: cosigners.map(({ witness }) => witness.name) };
}
