import type { Instant } from '../../base/clock.ts';
import type { Hint } from '../../github/hint.ts';
import type { Touch } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { everyGate, findGate, gateSubject, gatesOf, keepGate, wasAnswered } from './gate.ts';

/** What a batch of webhooks says about jobs that wait for us, in order of arrival. */
export interface GateNews {
  readonly asked: { readonly hint: Extract<Hint, { kind: 'gate' }>; readonly guid: string; readonly at: Instant }[];
  readonly told: { readonly hint: Extract<Hint, { kind: 'gate-news' }>; readonly guid: string }[];
}

export const noGateNews = (): GateNews => ({ asked: [], told: [] });

/** People wait for it. */
const PRIORITY = 0;

/** Keeps what cannot be asked for later. Everything may come twice: before we die, nobody was touched. */
export async function touchGates(context: Context, { asked, told }: GateNews): Promise<readonly Touch[]> {
  const touches: Touch[] = [];
  for (const { hint, guid, at } of asked) {
    const { place, run, environment, deployment, commit, ref } = hint;
    const subject = gateSubject(place, hint);
    // A redelivery takes nothing back of what was said meanwhile.
    const known = await findGate(context, subject);
    // Without a number of its own, another request looks like the same one delivered again.
    const isAnswered = known === null && deployment !== null && (await wasAnswered(context, subject));
    if (known === null && !isAnswered)
      await keepGate(context, subject, {
        place,
        run,
        environment,
        deployment,
        commit,
        ref,
        askedAt: at,
        attempt: null,
        approvals: [],
        reviewers: [],
        reported: [],
      });
    if (!isAnswered) touches.push({ subject, guids: [guid], priority: PRIORITY });
  }
  for (const { hint } of told) await noteReviewer(context, hint);
  for (const { hint, guid } of told) touches.push(...(await touchesOf(context, hint.place, { run: hint.run, guid })));
  return touches;
}

/** On the run's page GitHub keeps what was said of every attempt, and does not say when. */
async function noteReviewer(context: Context, { place, run, by }: GateNews['told'][number]['hint']): Promise<void> {
  if (by === null) return;
  for (const gate of await gatesOf(context, place, run)) {
    if (gate.reviewers.includes(by.id)) continue;
    await keepGate(context, gateSubject(place, gate), { ...gate, reviewers: [...gate.reviewers, by.id] });
  }
}

interface News {
  /** Null: whatever waits in the repository. */
  readonly run: number | null;
  readonly guid: string | null;
}

/** Everything that waits there is judged again. */
export async function touchesOf(
  context: Pick<Context, 'store'>,
  place: Place,
  { run, guid }: News,
): Promise<readonly Touch[]> {
  const gates = await gatesOf(context, place, run);
  const guids = guid === null ? [] : [guid];
  return gates.map((gate) => ({ subject: gateSubject(place, gate), guids, priority: PRIORITY }));
}

/** Nobody is in a hurry. */
const LOOK = 8;

/** Everything that waits, to be judged again, under the names that repositories have now. */
export async function waitingGates(context: Pick<Context, 'store'>): Promise<readonly Touch[]> {
  const touches: Touch[] = [];
  for (const gate of await everyGate(context)) {
    const home = await context.store.homes.read(gate.place.repository.id);
    const place = home === null ? gate.place : { installation: home.installation, repository: home.repository };
    touches.push({ subject: gateSubject(place, gate), guids: [], priority: LOOK });
  }
  return touches;
}
