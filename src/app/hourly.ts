import { HOUR } from '../base/clock.ts';
import { endedRows } from './builds/ended.ts';
import type { Context } from './context.ts';
import { deployedRows } from './deployment/deployed.ts';
import { forgetAnswered } from './deployment/gate.ts';
import { waitingGates } from './deployment/gate-news.ts';
import { untoldIn } from './landing/tell-landings.ts';
import { forgetOldPolicies } from './stages/last-policy.ts';
import { sendSweep } from './sweep-task.ts';
import { whenDue } from './when-due.ts';

const LOOK = 'look';

/** What nobody tells an app of, and what is over without anybody saying so, by what it is remembered as. */
const LOOKS: readonly (readonly [string, (context: Context) => Promise<void>])[] = [
  ['silent', async (context) => await sendSweep(context, { task: 'silent', after: null })],
  ['ledgers', async (context) => await sendSweep(context, { task: 'ledgers', after: 0 })],
  ['unseen', async (context) => await sendSweep(context, { task: 'unseen-everywhere', after: 0 })],
  ['policies', forgetOldPolicies],
  ['landings', tellOfLandings],
  ['deployments', tellOfDeployments],
  ['gates', lookAtGates],
  ['answered', forgetAnswered],
  ['builds', tellOfBuilds],
];

/** Once an hour the app looks by itself, whichever of its processes comes first. */
export async function lookHourly(context: Context): Promise<void> {
  for (const [key, look] of LOOKS) await whenDue(context, { scope: LOOK, key, every: HOUR }, () => look(context));
}

/** After a start: at once, whenever the last look was. */
export async function lookAtLedgers(context: Context): Promise<void> {
  await sendSweep(context, { task: 'ledgers', after: 0 });
  await context.store.memory.set(LOOK, 'ledgers', null, context.clock.now());
}

/** What could not be told when it landed: GitHub was away, or the ledger. */
async function tellOfLandings(context: Context): Promise<void> {
  await tellOf(context, 'landings', await untoldIn(context));
}

async function tellOfDeployments(context: Context): Promise<void> {
  await tellOf(context, 'deployments', await deployedRows.repositories(context));
}

async function tellOfBuilds(context: Context): Promise<void> {
  await tellOf(context, 'builds', await endedRows.repositories(context));
}

/** What a lost webhook would have said: somebody approved, or the run is over. */
async function lookAtGates(context: Context): Promise<void> {
  await context.store.subjects.touch(await waitingGates(context));
}

async function tellOf(
  context: Context,
  task: 'landings' | 'deployments' | 'builds',
  repositories: readonly number[],
): Promise<void> {
  for (const id of repositories) {
    const home = await context.store.homes.read(id);
    if (home === null) continue;
    const { installation, repository } = home;
    await sendSweep(context, { task, place: { installation, repository } });
  }
}
