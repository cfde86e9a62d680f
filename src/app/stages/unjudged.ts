import { asFault } from '../../base/fault.ts';
import type { Lease, SubjectRef } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { isMergeGroup } from '../subject.ts';
import { explainFailure, type Failed } from './explain-failure.ts';
import { gateBranch } from './gate.ts';
import { findGroupCheck } from './group-check.ts';
import { knownPolicies } from './known-policies.ts';
import { isUnasked } from './quiet.ts';
import { isSilent } from './required.ts';
import { writeOnce } from './write-once.ts';

interface Spot {
  readonly repository: number;
  readonly head: string;
  readonly checkName: string;
}

/**
 * The checks of the head that was judged last and of the head that is there now say that the subject cannot be judged, and
 * fail. Where not even the head can be read, nothing can be said, and GitHub waits: nothing passes either way. Everybody in
 * a merge queue waits for the group at its head, so that one fails in any case.
 */
export async function sayUnjudged(context: Context, lease: Lease, failed: Failed): Promise<void> {
  const { subject, last } = lease;
  const judged = last === null || last.checkName === '' ? null : { head: last.head, checkName: last.checkName };
  const current = await findCurrent(context, lease);
  const repository = subject.repository.id;
  if (judged !== null && (current === null || current.head !== judged.head || current.checkName !== judged.checkName)) {
    const isShown = (await context.store.reports.read(repository, judged.head, judged.checkName)) !== null;
    if (isShown) await say(context, subject, { spot: { repository, ...judged }, failed });
  }
  if (current !== null) await say(context, subject, { spot: { repository, ...current }, failed });
}

/**
 * Where the pull request stands, asked in one small request that may succeed when the large one does not. Null: nothing is
 * to be said there, because it is closed, or because nothing is known of a policy that would speak of it.
 */
async function findCurrent(context: Context, lease: Lease): Promise<Omit<Spot, 'repository'> | null> {
  const { subject, last } = lease;
  if (isMergeGroup(subject)) return await findGroupCheck(context, lease);
  if (subject.number === null) return null;
  try {
    const found = await context.forge.changes.head(subject, subject.number);
    if (found === null) return null;
    const isSame = last !== null && last.base === found.base && last.checkName !== '';
    const policyBranch = (await gateBranch(context, subject.repository.id, found.base)) ?? found.base;
    const checkName = isSame ? last.checkName : checkNameOf(policyBranch);
    const asked = { base: found.base, checkName };
    // What was left alone, and nobody asks about, is left alone still where GitHub does not wait for it.
    const isLeftAlone = last?.checkName === '' && last.base === found.base && (await isUnasked(context, lease));
    const isSpokenOf =
      isSame ||
      (!isLeftAlone && (await hasPolicy(context, subject, policyBranch))) ||
      !(await isSilent(context, subject, { ...asked, requirement: null }));
    return isSpokenOf ? { head: found.head, checkName } : null;
  } catch (error) {
    context.log.warn({ subject: subject.key, code: asFault(error).code }, 'Not even the head could be read');
    return null;
  }
}

/** Does the server's configuration or the ledger say that a policy speaks here? */
async function hasPolicy(context: Context, subject: SubjectRef, policyBranch: string): Promise<boolean> {
  if (context.config.floor !== null) return true;
  const repository = subject.repository.id;
  const home = await context.store.homes.read(repository);
  if (home === null) return false;
  return (await knownPolicies(context.store, home.ledger, { repository, base: policyBranch })).length > 0;
}

interface Saying {
  readonly spot: Spot;
  readonly failed: Failed;
}

async function say(context: Context, subject: SubjectRef, { spot, failed }: Saying): Promise<void> {
  const at = context.clock.now();
  await writeOnce(context, subject, {
    spot,
    digest: `unjudged ${failed.fault.code}${failed.isLast ? ' for good' : ''}`,
    run: {
      name: spot.checkName,
      head: spot.head,
      externalId: subject.key,
      status: { state: 'completed', conclusion: 'failure', at },
      startedAt: at,
      explanations: [{ number: subject.number, explanation: explainFailure(subject, failed) }],
      since: null,
      record: null,
      notices: [],
    },
  });
}
