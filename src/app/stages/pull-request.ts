import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { evaluate as judge } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { observing } from '../../policy/observing.ts';
import { earliest } from '../../policy/truth.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Lease, LedgerState, Settled } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { draftDecisionEntry, subjectOfChange } from './decision.ts';
import { toJson } from './evidence.ts';
import { type Gathered, gather } from './gather.ts';
import { markLostRun } from './lost-run.ts';
import { nothingSaid } from './nothing-said.ts';
import { isShown, recallOldName } from './old-name.ts';
import { recordPolicyVersions } from './policy-versions.ts';
import { type JudgedAt, putFacts } from './put-facts.ts';
import { isQuiet } from './quiet.ts';
import { recall } from './recall.ts';
import { type Judgement, record } from './record.ts';
import { isSilent, type Requirement, requirementOf } from './required.ts';
import { askAgainAt, askForPolicyAt } from './transient.ts';

/** A pull request on its base, judged and drafted. */
export async function judgePullRequest(context: Context, lease: Lease, ledger: LedgerState): Promise<Settled> {
  const { subject } = lease;
  const gathered = await gather(context, { subject, lastBase: lease.last?.base ?? null }, ledger);
  const { change } = gathered.collected;
  const { head, base } = change;
  if (!change.open) return nothingSaid(lease, { head, base, open: false });

  const at = context.clock.now();
  const verdict = judge({ layers: gathered.layers, facts: gathered.facts, at });
  const checkName = checkNameOf(gathered.policyBranch);
  await recallOldName(context, lease, { head: change.head, base: change.base, checkName });
  const requirement = requirementOf(context, gathered.collected, checkName);
  const silence = async (): Promise<boolean> =>
    await isSilent(context, subject, { base: change.base, checkName, requirement });
  // Where one of ours stands, it has to say what holds now.
  const mayHide = !(await isShown(context, subject, { head, checkName }));
  if (verdict.none && mayHide && (await silence())) return nothingSaid(lease, { head, base, open: true });
  const isHidden = mayHide && (await isQuiet(context, lease, verdict)) && (await silence());
  await markLostRun(context, {
    ledger,
    repository: subject.repository.id,
    about: subjectOfChange(context, gathered.collected),
    head: change.head,
    checkName,
  });
  // Before anything is recorded: a green that no longer holds must not stand while we write.
  if (verdict.result !== 'allow') await recall(context, subject, { head: change.head, checkName });
  const judged = { lease, gathered, verdict, at, ledger, checkName: isHidden ? '' : checkName, requirement };
  return await record(context, await judgementOf(context, judged));
}

interface Judged extends JudgedAt {
  readonly lease: Lease;
  readonly gathered: Gathered;
  readonly ledger: LedgerState;
  /** Empty: nothing is shown. */
  readonly checkName: string;
  readonly requirement: Requirement | null;
}

async function judgementOf(
  context: Context,
  { lease, gathered, verdict, at, ledger, checkName, requirement }: Judged,
): Promise<Judgement> {
  const { subject } = lease;
  const { change } = gathered.collected;
  const versions = await recordPolicyVersions(context, { ledger, subject, gathered });
  const now = context.clock.now();
  return {
    lease,
    ledger,
    head: change.head,
    base: change.base,
    checkName,
    validUntil: earliest([verdict.validUntil, askAgainAt(gathered.facts, now), askForPolicyAt(gathered.layers, now)]),
    digest: digestOf(
      verdict,
      gathered,
      versions.map(({ digest }) => digest),
    ),
    remembered: {
      verdict,
      explanation: explain({ verdict, facts: gathered.facts, layers: gathered.layers }),
      number: change.number,
      author: change.author?.id ?? null,
      pending: isActionRequired(gathered) ? 'action_required' : 'in_progress',
      requirement: observing(verdict) === null ? requirement : null,
    },
    isFromOutside: gathered.collected.isFromOutside,
    draft: async (open) => {
      const facts = await putFacts({ ledger, subject, open, versions }, gathered, { verdict, at });
      return await draftDecisionEntry(context, {
        ledger,
        subject,
        gathered,
        verdict,
        versions,
        facts,
        guids: lease.guids,
      });
    },
  };
}

function isActionRequired({ layers }: Gathered): boolean {
  return layers.some(({ source }) => source.state === 'policy' && source.policy.pending === 'action_required');
}

/** A decision is recorded when this differs from the last one recorded: verdict, findings, or what they hold for. */
function digestOf(verdict: Verdict, { collected }: Gathered, policies: readonly string[]): string {
  const { head, base } = collected.change;
  const { validUntil: _time, ...judged } = verdict;
  return sha256Hex(canonicalize(toJson({ head, base, policies, judged })));
}
