import type { Context } from '../../../src/app/context.ts';
import type { Pushed } from '../../../src/app/landing/pushed.ts';
import type { Json } from '../../../src/base/json.ts';
import type { LandedFields } from '../../../src/ledger/entries/landed.ts';
import { flushOnce, readEntries, type Scene, type Shop } from '../stages/scene.ts';

/** Pushes to the main branch of a shop, and what its ledger tells of them. */

/** A while later: GitHub has had the time to know what it was. */
export const later = (context: Context): Context => ({ ...context, clock: { now: () => Date.now() + 180_000 } });

export async function tipOf({ github }: Scene, shop: Shop, branch = 'main'): Promise<string> {
  return (await github.refs({ repository: shop.name }))[`refs/heads/${branch}`] ?? '';
}

/** As it is noted when it is heard of. */
export const pushedIn = (shop: Shop, fields: Partial<Pushed>): Pushed => ({
  repository: shop.place.repository.id,
  branch: 'main',
  isDefault: true,
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  actor: { id: 5, type: 'user' },
  at: Date.now(),
  guid: `${fields.before?.slice(0, 20)}-${fields.after?.slice(0, 20)}`,
  ...fields,
});

/** Merges as the owner, without asking whether it may be; the commit that it became. */
export async function merge(
  { github, sample }: Scene,
  { shop, number }: { readonly shop: Shop; readonly number: number },
): Promise<string> {
  const answer = await github.api(`/repos/${shop.name}/pulls/${number}/merge`, {
    token: sample.owner.token,
    method: 'PUT',
    body: {},
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return (answer.body as { readonly sha: string }).sha;
}

interface Told {
  readonly landed: readonly LandedFields[];
  /** `details` of those that are open. */
  readonly alerts: readonly Json[];
  readonly actors: readonly Json[];
  readonly sources: readonly Json[];
}

export async function told({ context }: Pick<Scene, 'context'>, shop: Shop): Promise<Told> {
  await flushOnce(context, shop);
  const entries = await readEntries(context, shop);
  const predicates = entries.map(({ statement }) => statement['predicate'] as Readonly<Record<string, Json>>);
  const partsOf = (name: string): readonly Json[] =>
    predicates.flatMap((predicate) => (predicate[name] === undefined ? [] : [predicate[name]]));
  const ofLanded = predicates.filter((predicate) => predicate['countersign_landed'] !== undefined);
  return {
    landed: partsOf('countersign_landed') as unknown as readonly LandedFields[],
    alerts: (partsOf('countersign_alert') as readonly { readonly code: string; readonly details: Json }[])
      .filter(({ code }) => code === 'landed.unjudged')
      .map(({ details }) => details),
    actors: ofLanded.map((predicate) => (predicate['countersign'] as { readonly actor: Json }).actor),
    sources: ofLanded.map((predicate) => (predicate['countersign'] as { readonly source: Json }).source),
  };
}
