import type { Context } from '../context.ts';
import type { CheckRun, Place } from '../ports.ts';
import { ABOUT_TO_CREATE, createMarked, existingRun } from './existing-run.ts';
import { reportKey } from './report-key.ts';
import { withReportLease } from './report-lease.ts';

export interface Once {
  readonly spot: { readonly repository: number; readonly head: string; readonly checkName: string };
  /** Of what is to be shown: what stands there already is not written again. */
  readonly digest: string;
  readonly run: CheckRun;
}

/** A check run that no verdict stands behind. Where another process writes there this moment, it says what is newer. */
export async function writeOnce(context: Context, place: Place, { spot, digest, run }: Once): Promise<void> {
  const { reports } = context.store;
  const readShown = async () => await reports.read(spot.repository, spot.head, spot.checkName);
  if ((await readShown())?.digest === digest) return;
  await withReportLease(context, reportKey(spot), async (held) => {
    // Only who has the lease knows what stands there: a verdict of before may have been shown this moment.
    const shown = await readShown();
    // Before GitHub shows it: if we die in between, the run is found again.
    if (shown === null) await reports.write({ ...spot, runId: ABOUT_TO_CREATE, conclusion: null, digest: '' });
    // A database that was lost does not know of the run, and nobody could compare its ledger yet: it is looked for.
    const existing = await existingRun(context, place, shown ?? { ...spot, runId: ABOUT_TO_CREATE });
    held.require();
    const create = async () => await context.forge.checks.write(place, run, existing);
    const { runId } = shown === null ? await createMarked(context, { spot, held, create }) : await create();
    const conclusion = run.status.state === 'completed' ? run.status.conclusion : null;
    await reports.write({ ...spot, runId, conclusion, digest });
  });
}
