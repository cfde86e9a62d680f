import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { mayWrite } from '../may-write.ts';
import { pullRequestSubject } from '../subject.ts';
import type { SweepTask } from '../sweep-task.ts';
import { gateSubject, gatesOf, keepGate } from './gate.ts';

/**
 * `/countersign approve production`: for what waits to go there now, and for nothing that comes later. Whether it counts is
 * the policy's to say; whoever may not even write here is not heard.
 */
export async function approveDeployment(
  context: Context,
  task: Extract<SweepTask, { task: 'approve' }>,
): Promise<void> {
  const { place, number, environment, by, at } = task;
  if (!(await mayWrite(context, place, by)))
    return context.log.info({ number, by: by.id }, 'An approval by somebody who may not write here');
  const waiting = (await gatesOf(context, place)).filter(
    (gate) => toEntryEnvironment(gate.environment) === toEntryEnvironment(environment),
  );
  for (const gate of waiting) {
    const others = gate.approvals.filter((approval) => approval.by.id !== by.id);
    await keepGate(context, gateSubject(place, gate), { ...gate, approvals: [...others, { by, at }] });
  }
  const subjects = waiting.map((gate) => gateSubject(place, gate));
  if (subjects.length > 0)
    return await context.store.subjects.touch(subjects.map((subject) => ({ subject, guids: [], priority: 0 })));
  const sentence = `No deployment to “${environment}” waits for Countersign now. An approval is for what waits, so ask again when the job does.`;
  await answer(context, { place, number, key: pullRequestSubject(place, number).key }, { sentence, explanation: null });
}
