import { asFault, type Fault } from '../base/fault.ts';
import { faultCodes } from '../base/fault-codes.ts';
import type { Home } from '../store/store.ts';
import type { Context } from './context.ts';
import { pauseAfterSlice, SLICE } from './fan-out.ts';
import { ledgerHost } from './stages/ledger-host.ts';
import { isAtHome, openLedger } from './stages/ledger-of.ts';
import { sendSweep } from './sweep-task.ts';

/**
 * After a start the configuration may name another ledger than before: repositories that nobody works in move as well, so
 * that the ledgers that they leave come to their end. Whoever works in one does not wait for its turn.
 */
export async function settleHomes(context: Context, after: number): Promise<void> {
  if (after === 0) await lookAtHosts(context);
  const homes = await context.store.homes.list(after, SLICE);
  const outcomes: Awaited<ReturnType<typeof settleHome>>[] = [];
  for (const home of homes) outcomes.push(await settleHome(context, home));
  const last = homes.at(-1);
  if (homes.length === SLICE && last !== undefined) {
    const pause = outcomes.includes('settled') ? pauseAfterSlice(context) : 0;
    await sendSweep(context, { task: 'homes', after: last.repository.id }, pause);
  }
  // The next slice is on its way: these alone are tried again.
  const failed = outcomes.find((outcome) => typeof outcome === 'object');
  if (failed !== undefined) throw failed;
}

/** A name that nobody has would leave every repository with its own ledger, and nobody would notice. */
async function lookAtHosts(context: Context): Promise<void> {
  const { repositories } = context.config.ledger;
  if (repositories.length === 0) return;
  const owners = new Set<string>();
  for (const { id, account, suspended } of await context.forge.repositories.installations()) {
    owners.add(account.toLowerCase());
    if (suspended) continue;
    try {
      const host = await ledgerHost(context, { installation: id, repository: { id: 0, owner: account, name: '' } });
      // The account may be called otherwise than in the setting by now.
      if (host !== null) owners.add(host.named.split('/')[0] ?? '');
    } catch (error) {
      const { code, message, next } = asFault(error);
      context.log.error({ code, account, next }, `Nothing of ${account} is recorded: ${message}`);
    }
  }
  for (const { owner, name } of repositories)
    if (!owners.has(owner.toLowerCase()))
      context.log.warn(
        { repository: `${owner}/${name}` },
        'COUNTERSIGN_LEDGER_REPOSITORY names an owner that has not installed the app',
      );
}

async function settleHome(context: Context, home: Home): Promise<'there' | 'settled' | 'left' | Fault> {
  const { repository, installation, ledger } = home;
  // As it was installed before, it cannot be reached: the next event tells of the new installation.
  if (ledger.installation !== installation) return 'left';
  try {
    const place = { repository, installation };
    if (await isAtHome(context, home, place)) return 'there';
    await openLedger(context, place);
    return 'settled';
  } catch (error) {
    const fault = asFault(error);
    const { code, message } = fault;
    context.log.warn({ repository: repository.id, code }, `A repository stays in the ledger that it is in: ${message}`);
    return faultCodes[code].retry ? fault : 'left';
  }
}
