import { MINUTE } from '../../base/clock.ts';
import type { Fault } from '../../base/fault.ts';
import type { Explanation } from '../../policy/explanation.ts';
import type { Lease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { existingRun } from './existing-run.ts';
import { reportKey } from './report-key.ts';

const LEASE = MINUTE;

/**
 * The check of the head that was judged last says that the subject cannot be judged any more, and fails. A commit that
 * was never judged has no check, and GitHub waits for one: nothing passes either way.
 */
export async function sayUnjudged(context: Context, { subject, last }: Lease, fault: Fault): Promise<void> {
  if (last === null || last.checkName === '') return;
  const { reports } = context.store;
  const place = { repository: subject.repository.id, head: last.head, checkName: last.checkName };
  const shown = await reports.read(place.repository, place.head, place.checkName);
  const digest = `unjudged ${fault.code}`;
  if (shown === null || shown.digest === digest) return;
  const key = reportKey(place);
  if (!(await reports.take(key, context.owner, LEASE))) return;
  try {
    const at = context.clock.now();
    const { runId } = await context.forge.checks.write(
      subject,
      {
        name: last.checkName,
        head: last.head,
        externalId: subject.key,
        status: { state: 'completed', conclusion: 'failure', at },
        startedAt: at,
        explanations: [{ number: subject.number, explanation: explain(fault) }],
        since: null,
        record: null,
        notices: [],
      },
      await existingRun(context, subject, shown),
    );
    await reports.write({ ...place, runId, conclusion: 'failure', digest });
  } finally {
    await reports.release(key, context.owner);
  }
}

function explain({ code, message, next }: Fault): Explanation {
  return {
    title: `Could not be judged (${code})`,
    result: 'unknown',
    steps: next === undefined ? [] : [{ sentence: [{ text: next }], commands: [] }],
    rows: [],
    details: [],
    notes: [
      [{ text: 'What it depends on could not be read: ' }, { outside: message }],
      [{ text: 'Countersign keeps trying; Re-check tries at once.' }],
    ],
    annotations: [],
  };
}
