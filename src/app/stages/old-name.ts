import type { Explanation } from '../../policy/explanation.ts';
import type { Lease, SubjectRef } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { recall } from './recall.ts';

interface Named {
  readonly head: string;
  readonly base: string;
  readonly checkName: string;
}

/**
 * When the floor's gates change, so does the name of the check, and the rules of the base may still ask for the old one:
 * a green under it must not let the change pass. A new base alone is no such case, because a success is posted only for
 * a verdict on the base that is in its name.
 */
export async function recallOldName(
  context: Context,
  { subject, last }: Lease,
  { head, base, checkName }: Named,
): Promise<void> {
  if (last === null || last.checkName === '' || last.checkName === checkName || last.head !== head) return;
  const wasGate = last.checkName !== checkNameOf(last.base);
  if (last.base !== base && !wasGate) return;
  const others = await context.store.subjects.sharing(subject.repository.id, head, last.checkName);
  // They still speak under this name; the run is written anew without us when this evaluation is stored.
  if (others.some(({ subject: { key } }) => key !== subject.key)) return;
  await recall(context, subject, { head, checkName: last.checkName, explanation: explain(checkName) });
}

/** Is there a run of ours under this name? What it says must not stay when there is nothing more to say. */
export async function isShown(
  { store }: Context,
  { repository }: SubjectRef,
  { head, checkName }: Pick<Named, 'head' | 'checkName'>,
): Promise<boolean> {
  return (await store.reports.read(repository.id, head, checkName)) !== null;
}

const explain = (checkName: string): Explanation => ({
  title: 'Judged under another name now',
  result: 'pending',
  steps: [
    {
      sentence: [
        { text: 'The gates of the organisation’s floor changed. Look at ' },
        { outside: checkName },
        { text: ', and have the rule set of the branch require that name.' },
      ],
      commands: [],
    },
  ],
  rows: [],
  details: [],
  notes: [],
  annotations: [],
});
