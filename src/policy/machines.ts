import type { CheckState, Known } from './facts.ts';
import { makeFinding, outcomeOf, showSome } from './findings.ts';
import { findNearest } from './nearest.ts';
import type { Finding, FindingValue, Outcome } from './verdict.ts';

/** What `checks` and `workflows` say of states that GitHub itself lets pass. */
export interface Leniency {
  readonly skipped_is?: 'failure' | 'success';
  readonly neutral_is?: 'failure' | 'success';
}

const verdicts = { enum: ['failure', 'success'], default: 'failure' };

export const leniencySchema = {
  skipped_is: { ...verdicts, description: 'What a run counts as that was skipped. GitHub’s own rules let it pass.' },
  neutral_is: {
    ...verdicts,
    description: 'What a run counts as that ended as neutral. GitHub’s own rules let it pass.',
  },
} as const;

/** One machine that has to say yes, and the newest of what it said, once for each place that it said it in. */
export interface Machine {
  readonly name: string;
  readonly runs: readonly Run[];
  /** For people: why it may be missing, and whatever else the condition knows. */
  readonly data: Readonly<Record<string, FindingValue>>;
}

export interface Run {
  readonly state: CheckState;
  /** Who or what ran it: the app, the event; null: nobody says. */
  readonly of: string | null;
  /** Number of the run, where GitHub Actions made it. */
  readonly id: number | null;
}

export interface MachineCodes {
  readonly unread: string;
  readonly passed: string;
  readonly failed: string;
  readonly running: string;
  readonly missing: string;
}

export interface Asked extends Leniency {
  /** Names of the machines that have to say yes. */
  readonly passed: readonly string[];
}

export interface MachineCondition<Said> {
  readonly name: string;
  readonly codes: MachineCodes;
  /** Everything that was said, by whatever machine. */
  readonly said: Known<readonly Said[]>;
  readonly find: (name: string, said: readonly Said[]) => Machine;
  /** What else there is against a machine that has not failed. */
  readonly inspect?: (name: string, said: readonly Said[]) => readonly Finding[];
}

/** The outcome of a condition that asks each of these machines. */
export function judgeMachines<Said>(asked: Asked, condition: MachineCondition<Said>): Outcome {
  const { name, codes, said, find, inspect } = condition;
  if (!said.known) {
    const { code, detail } = said.why;
    return outcomeOf(name, [makeFinding(codes.unread, 'unknown', { names: asked.passed, why: code, detail })]);
  }
  const { value } = said;
  return outcomeOf(
    name,
    asked.passed.flatMap((wanted) => {
      const finding = judgeMachine(find(wanted, value), asked, codes);
      return [finding, ...(finding.truth === 'unmet' ? [] : (inspect?.(wanted, value) ?? []))];
    }),
  );
}

/** More runs of one name are a mistake of whoever starts them. */
const RUNS_SHOWN = 20;

/** Every run has to be good: one that failed decides, then one that has not ended. Nothing at all is waited for. */
export function judgeMachine({ name, runs, data }: Machine, leniency: Leniency, codes: MachineCodes): Finding {
  const said = runs.map(({ state }) => readState(state, leniency));
  const decisive = (['failure', 'pending', 'success'] as const).find((verdict) => said.includes(verdict));
  // What decided is never among those that are cut off.
  const telling = runs.filter((_, index) => said[index] === decisive);
  const others = runs.filter((_, index) => said[index] !== decisive);
  const shown = {
    name,
    runs: [...telling, ...others].slice(0, RUNS_SHOWN).map(({ state, of, id }) => ({ state, of, id })),
    count: runs.length,
    skipped_is: leniency.skipped_is ?? 'failure',
    neutral_is: leniency.neutral_is ?? 'failure',
    ...data,
  };
  switch (decisive) {
    case 'failure':
      return makeFinding(codes.failed, 'unmet', shown);
    case 'pending':
      return makeFinding(codes.running, 'pending', shown);
    case 'success':
      return makeFinding(codes.passed, 'met', shown);
    case undefined:
      return makeFinding(codes.missing, 'pending', shown);
  }
}

/** Of a machine that said nothing: which one may have been meant, and which are there. */
export function describeOthers(name: string, others: readonly string[]): Machine['data'] {
  return { nearest: findNearest(name, others), there: showSome([...new Set(others)]).shown };
}

/** Whatever is not said to be good is not. */
export function readState(state: CheckState, leniency: Leniency): 'success' | 'failure' | 'pending' {
  if (state === 'success' || state === 'pending') return state;
  if (state === 'skipped') return leniency.skipped_is ?? 'failure';
  return state === 'neutral' ? (leniency.neutral_is ?? 'failure') : 'failure';
}
