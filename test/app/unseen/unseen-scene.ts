import { lookAtUnseen } from '../../../src/app/unseen/look-daily.ts';
import type { Json } from '../../../src/base/json.ts';
import { policy } from '../deployment/deployment-scene.ts';
import { flushOnce, readEntries, runThrough, type Scene, type Shop } from '../stages/scene.ts';

/** A shop with a policy for production, and what its ledger tells of what the gate does not see. */

/** Known to the ledger; with these workflow files. */
export async function watchedShop(
  scene: Scene,
  workflows: Readonly<Record<string, string>> = {},
  environment = 'production',
): Promise<Shop> {
  const files = Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]);
  const text = policy('source: reviewed')
    .replace('OWNER', scene.sample.owner.login)
    .replace('environment: production', `environment: '${environment}'`);
  const shop = await scene.shop({ '.github/countersign.yml': text, ...Object.fromEntries(files) });
  await runThrough(scene.context, { shop, change: await shop.propose('SHOP-0 begin') });
  return shop;
}

export const gates = (scene: Scene) => [scene.sample.app.appId];

export interface SettingsEvent {
  readonly code: string;
  readonly environment?: string;
  readonly at?: string;
  readonly evidence?: readonly { readonly uri: string; readonly digest: { readonly sha256: string } }[];
}

export interface Warning {
  readonly code: string;
  readonly from: readonly string[];
  readonly details: { readonly codes: readonly string[]; readonly ids: Readonly<Record<string, number>> } & Readonly<
    Record<string, Json>
  >;
}

export interface Heard {
  readonly events: readonly SettingsEvent[];
  /** Code, and what it says of it. */
  readonly alerts: readonly (readonly [string, ...(readonly string[])])[];
  readonly warnings: readonly Warning[];
}

export async function heard(scene: Scene, shop: Shop): Promise<Heard> {
  await flushOnce(scene.context, shop);
  const predicates = (await readEntries(scene.context, shop)).map(
    ({ statement }) => statement['predicate'] as Readonly<Record<string, Json>>,
  );
  const partsOf = (name: string): readonly Json[] =>
    predicates.flatMap((predicate) => (predicate[name] === undefined ? [] : [predicate[name]]));
  const warnings = partsOf('countersign_alert') as unknown as readonly Warning[];
  return {
    events: partsOf('countersign_event') as unknown as readonly SettingsEvent[],
    alerts: warnings.map(({ code, details }) => [code, ...details.codes] as const),
    warnings,
  };
}

/** What was told since. */
export async function look(scene: Scene, shop: Shop, context = scene.context): Promise<Heard> {
  const before = await heard(scene, shop);
  await lookAtUnseen(context, shop.place);
  const { events, alerts, warnings } = await heard(scene, shop);
  return {
    events: events.slice(before.events.length),
    alerts: alerts.slice(before.alerts.length),
    warnings: warnings.slice(before.warnings.length),
  };
}

/** The document that an event names. */
export async function shownBy(scene: Scene, shop: Shop, event: SettingsEvent | undefined): Promise<Json> {
  const digest = event?.evidence?.[0]?.digest.sha256 ?? '';
  const kept = await scene.store.ledgers.evidence((await shop.ledger()).id, digest);
  return kept === null ? null : (JSON.parse(kept.document) as Json);
}
