import { type Instant, toRfc3339 } from '../../base/clock.ts';
import type { Fault } from '../../base/fault.ts';
import type { Explanation, Sentence } from '../../policy/explanation.ts';
import { classOf } from '../../store/attempts.ts';
import type { SubjectRef } from '../../store/store.ts';
import { isMergeGroup } from '../subject.ts';

/** Why a subject could not be judged, and how far trying has come. */
export interface Failed {
  readonly fault: Fault;
  /** Counted from 1. */
  readonly attempt: number;
  /** The job is given up, and kept. */
  readonly isLast: boolean;
  /** When it was to be judged first. */
  readonly since: Instant;
}

/** What was looked at, what failed, since when, what to do: for whoever reads the check of what could not be judged. */
export function explainFailure(subject: SubjectRef, failed: Failed): Explanation {
  const { code, message, next } = failed.fault;
  return {
    title: `Could not be judged (${code})`,
    result: 'unknown',
    steps: next === undefined ? [] : [{ sentence: [{ text: next }], commands: [] }],
    rows: [],
    details: [],
    notes: [
      [{ text: `Looked at: ${lookedAt(subject, failed)}.` }],
      [{ text: 'What it depends on could not be read: ' }, { outside: message }],
      [
        {
          text: `Since ${toRfc3339(failed.since).slice(0, 16).replace('T', ' ')} UTC. Until it can be read nothing passes.`,
        },
      ],
      tryingOf(subject, failed),
    ],
    annotations: [],
  };
}

function lookedAt(subject: SubjectRef, { fault: { code } }: Failed): string {
  if (code.startsWith('ledger.')) return 'the ledger of this repository';
  if (code.startsWith('store.')) return 'the database of Countersign';
  if (subject.kind === 'deployment')
    return 'the deployment, its commits and the policy of the default branch, at GitHub';
  return isMergeGroup(subject)
    ? 'the merge group, its pull requests and their policy, at GitHub'
    : `pull request ${subject.number}, and the policy of its base, at GitHub`;
}

const LONG = {
  passing: 'for about seven hours',
  refused: 'for about an hour, and once a day after that',
  lasting: 'for a few minutes, and once a day after that',
} as const;

function tryingOf({ kind }: SubjectRef, { fault: { code }, attempt, isLast }: Failed): Sentence {
  if (kind === 'deployment')
    return [
      {
        text: isLast
          ? `Countersign tried ${attempt} times, and refuses it. Run the job again.`
          : `Countersign tries again by itself, less and less often, ${LONG[classOf(code)].replace(/, and.*/, '')}; then it refuses.`,
      },
    ];
  if (!isLast)
    return [
      {
        text: `Countersign tries again by itself, less and less often, ${LONG[classOf(code)]}. Re-check tries at once.`,
      },
    ];
  return [
    { text: `Countersign tried ${attempt} times, and tries again tomorrow. Whoever runs it sees why with ` },
    { code: 'countersign jobs list' },
    { text: ' and has it tried at once with ' },
    { code: 'countersign jobs retry --all' },
    { text: ', as Re-check does.' },
  ];
}
