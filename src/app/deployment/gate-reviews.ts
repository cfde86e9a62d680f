import type { Instant } from '../../base/clock.ts';
import { asFault, isFault } from '../../base/fault.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { type ChangeFacts, type Known, known, type Person, type ReviewFacts, unknown } from '../../policy/facts.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import type { Gate } from './gate.ts';

interface Reviewing {
  readonly place: Place;
  readonly gate: Gate;
  /** Of the run. */
  readonly attempt: number;
  readonly change: ChangeFacts;
  readonly at: Instant;
}

interface Said {
  readonly by: Person | null;
  readonly state: 'approved' | 'changes_requested';
  readonly at: Instant;
}

/**
 * Who approved this deployment: by comment, and on the run's page as a reviewer of the environment. GitHub does not say when
 * that was, and what was said on the page is about every attempt of the run.
 */
export async function reviewsOf(context: Context, reviewing: Reviewing): Promise<Known<readonly ReviewFacts[]>> {
  const { place, gate, attempt, change, at } = reviewing;
  const page = await context.forge.deployments.reviews(place, gate.run);
  if (!page.known) return page;
  const said: readonly Said[] = [
    ...page.value
      // Of a later attempt only what was said since it waits; a no stands until somebody takes it back.
      .filter(({ reviewer, isApproved }) => !isApproved || attempt === 1 || isSince(gate, reviewer))
      .filter(({ environments }) => environments.some((name) => isSame(name, gate.environment)))
      .map(
        ({ reviewer, isApproved }): Said => ({
          by: reviewer,
          state: isApproved ? 'approved' : 'changes_requested',
          at,
        }),
      ),
    ...gate.approvals.map(({ by, at: then }): Said => ({ by, state: 'approved', at: then })),
  ];
  const reviews: ReviewFacts[] = [];
  for (const [index, { by, state, at: submittedAt }] of said.entries()) {
    reviews.push({
      id: index + 1,
      reviewer: by,
      state,
      submittedAt,
      canPush: await mayWrite(context, place, by),
      commit: {
        oid: change.head,
        tree: change.headTree,
        mergeBase: unknown('not-needed', 'a deployment has no base to merge with'),
      },
    });
  }
  return known(reviews);
}

const isSince = ({ reviewers }: Gate, reviewer: Person | null): boolean =>
  reviewer !== null && reviewers.includes(reviewer.id);

/** GitHub does not tell environments apart by case. */
function isSame(one: string, other: string): boolean {
  return toEntryEnvironment(one) === toEntryEnvironment(other);
}

async function mayWrite({ forge }: Context, place: Place, person: Person | null): Promise<Known<boolean>> {
  if (person === null) return known(false);
  try {
    const permission = await forge.repositories.permission(place, person.login);
    return known(permission === 'admin' || permission === 'write');
  } catch (error) {
    if (isFault(error, 'github.rate-limited')) throw error;
    return unknown('unavailable', `GitHub failed to say what @${person.login} may do: ${asFault(error).code}`);
  }
}
