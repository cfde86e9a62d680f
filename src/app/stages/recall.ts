import { Fault } from '../../base/fault.ts';
import type { Explanation } from '../../policy/explanation.ts';
import type { SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { existingRun } from './existing-run.ts';
import { reportKey } from './report-key.ts';
import { withReportLease } from './report-lease.ts';

const JUDGED_AGAIN: Explanation = {
  title: 'Being judged again',
  result: 'pending',
  steps: [],
  rows: [],
  details: [],
  notes: [[{ text: 'Something changed since this commit was allowed. The new verdict is being recorded.' }]],
  annotations: [],
};

interface Recalled {
  readonly head: string;
  readonly checkName: string;
  readonly explanation?: Explanation;
}

/** A public success that no longer holds goes back to in progress; the report stage says the rest. */
export async function recall(
  context: Context,
  subject: SubjectRef,
  { head, checkName, explanation = JUDGED_AGAIN }: Recalled,
): Promise<void> {
  const { reports } = context.store;
  const repository = subject.repository.id;
  if ((await reports.read(repository, head, checkName)) === null) return;
  const key = reportKey({ repository, head, checkName });
  const isDone = await withReportLease(context, key, async (held) => {
    const shown = await reports.read(repository, head, checkName);
    if (shown?.conclusion !== 'success') return;
    const existing = await existingRun(context, subject, shown);
    if (existing === null) return;
    held.require();
    const { runId } = await context.forge.checks.write(
      subject,
      {
        name: checkName,
        head,
        externalId: subject.key,
        status: { state: 'in_progress' },
        startedAt: context.clock.now(),
        explanations: [{ number: subject.number, explanation }],
        since: null,
        record: null,
        notices: [],
      },
      existing,
    );
    await reports.write({ ...shown, runId, conclusion: null, digest: '' });
  });
  // Whoever holds it may be writing a success this moment: only who has the lease knows what stands there.
  if (!isDone)
    throw new Fault('store.unavailable', 'The check run is being written by somebody else; it is tried again');
}
