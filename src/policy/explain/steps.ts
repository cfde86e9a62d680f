import type { CommitFacts } from '../facts.ts';
import { numberOf } from '../finding-data.ts';
import type { Outcome } from '../verdict.ts';
import { missingOf, requiredOf, summaryOf } from './approval-data.ts';
import { commitsOf, type Scene, type Step } from './explainer.ts';
import { findExplainer } from './explainers.ts';
import type { Leaf } from './leaves.ts';
import { planRewrite } from './rewrite.ts';
import { findReasons, isOpen, type RuleContext } from './rule.ts';
import { SIGN_CODES } from './signed.ts';
import { ticketsOf } from './ticket.ts';
import { say } from './words.ts';

/** What to do now, for everything that blocks or warns; the rewriting of commits first, because it comes before review. */
export function makeSteps(rules: readonly RuleContext[], scene: Scene): readonly Step[] {
  const leaves = rules
    .filter(({ rule }) => isOpen(rule) && rule.enforce !== 'observe')
    .flatMap(({ rule }) => findReasons(rule));
  const straight = leaves.filter(({ negated }) => !negated);
  const sign = unionOf(straight, 'signed', (outcome) => commitsOf(outcome, scene, SIGN_CODES));
  const isLanded = scene.facts.kind === 'deployment';
  const rewriting = isLanded
    ? leaveOut(straight)
    : planRewrite(
        {
          sign,
          ticket: {
            commits: unionOf(straight, 'ticket', (outcome) => lackingTicket(outcome, scene)),
            key: proposeTicket(rules),
          },
          reword: unionOf(straight, 'message', (outcome) => commitsOf(outcome, scene)),
        },
        scene,
      );
  const others = dropCovered(straight)
    .filter(({ outcome }) => !isLanded || outcome.name !== 'commits')
    .flatMap(({ outcome }) => findExplainer(outcome.name).steps(outcome, { ...scene, signs: sign.length > 0 }));
  const waitsOnly =
    leaves.length > 0 && leaves.every(({ truth, outcome }) => truth === 'pending' && outcome.name === 'approved');
  const rest = waitsOnly ? [{ sentence: say('Nothing else is missing.'), commands: [] }] : [];
  return dropRepeated([
    ...rewriting,
    ...(rewriting.length > 0 && !isLanded && !straight.some(movesBase) ? keepsApprovals(rules) : []),
    ...others,
    ...rest,
  ]);
}

/** Conditions that look at commits as they were made. */
const AS_MADE: readonly string[] = ['commits', 'message', 'signed', 'ticket'];

/** What has landed is not made anew. */
function leaveOut(leaves: readonly Leaf[]): readonly Step[] {
  if (!leaves.some(({ outcome, truth }) => truth === 'unmet' && AS_MADE.includes(outcome.name))) return [];
  const sentence = say(
    'Commits that have landed stay as they are: deploy what does not contain them, or ask for this where they land.',
  );
  return [{ sentence, commands: [] }];
}

function unionOf(
  leaves: readonly Leaf[],
  name: string,
  find: (outcome: Outcome) => readonly CommitFacts[],
): readonly CommitFacts[] {
  const found = leaves.filter(({ outcome }) => outcome.name === name).flatMap(({ outcome }) => find(outcome));
  return [...new Map(found.map((commit) => [commit.oid, commit])).values()];
}

/** Where one commit with a ticket is enough, the head gets it. */
function lackingTicket(outcome: Outcome, scene: Scene): readonly CommitFacts[] {
  const lacking = commitsOf(outcome, scene, ['ticket.missing']);
  const isAny = outcome.findings.some(({ data }) => data['in'] === 'any_commit');
  return isAny ? lacking.slice(-1) : lacking;
}

/** A ticket that the change names elsewhere, if it can stand in a shell command as it is. */
function proposeTicket(rules: readonly RuleContext[]): string | null {
  const outcomes = rules.flatMap(({ rule }) => [rule.require, rule.when]).filter((outcome) => outcome !== null);
  const found = outcomes.flatMap((outcome) => ticketsIn(outcome));
  return found.find((key) => /^[A-Za-z0-9][A-Za-z0-9_/-]{0,39}$/.test(key)) ?? null;
}

function ticketsIn(outcome: Outcome): readonly string[] {
  return outcome.name === 'ticket' ? ticketsOf(outcome) : outcome.parts.flatMap(ticketsIn);
}

/** Commits that are put on the tip of the base have another merge base, which approvals were not given for. */
function movesBase({ outcome: { findings } }: Leaf): boolean {
  return findings.some(
    ({ code, truth }) => (code === 'commits.merges' || code === 'commits.linear') && truth === 'unmet',
  );
}

function keepsApprovals(rules: readonly RuleContext[]): readonly Step[] {
  const hasCounted = rules.some(
    ({ rule }) =>
      rule.require !== null && approvalsIn(rule.require).some((outcome) => numberOf(summaryOf(outcome)['counted']) > 0),
  );
  if (!hasCounted) return [];
  return [
    {
      sentence: say(
        'Approvals stay: this does not change the content. Only whoever pushes it cannot approve it any more.',
      ),
      commands: [],
    },
  ];
}

function approvalsIn(outcome: Outcome): readonly Outcome[] {
  return outcome.name === 'approved' ? [outcome] : outcome.parts.flatMap(approvalsIn);
}

/** Whoever finds two maintainers has found one. */
function dropCovered(leaves: readonly Leaf[]): readonly Leaf[] {
  const waiting = leaves.filter(({ outcome }) => outcome.findings[0]?.code === 'approved.waiting');
  const most = new Map<string, Leaf>();
  for (const leaf of waiting) {
    const key = whoseApproval(leaf);
    const before = most.get(key);
    if (before === undefined || missing(leaf) > missing(before)) most.set(key, leaf);
  }
  return leaves.filter((leaf) => !waiting.includes(leaf) || most.get(whoseApproval(leaf)) === leaf);
}

function whoseApproval({ outcome }: Leaf): string {
  const { by, notBy } = requiredOf(summaryOf(outcome));
  return JSON.stringify([by, notBy]);
}

function missing({ outcome }: Leaf): number {
  return missingOf(summaryOf(outcome));
}

function dropRepeated(steps: readonly Step[]): readonly Step[] {
  return [...new Map(steps.map((step) => [JSON.stringify(step), step])).values()];
}
