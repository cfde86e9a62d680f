import type { Instant } from '../../base/clock.ts';
import type { Condition } from '../condition.ts';
import { makeNoDeployment, makeUnread } from '../deployment-findings.ts';
import { duration, readDuration } from '../duration.ts';
import { foldEnvironment } from '../environment-name.ts';
import type { RanFacts } from '../facts.ts';
import { makeFinding, outcome, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { earliest } from '../truth.ts';
import type { Outcome } from '../verdict.ts';

export interface DeployedSettings {
  readonly to: string;
  readonly for?: string;
}

const codes = { unread: 'deployed.unread', notRecorded: 'deployed.not-recorded' } as const;

export const deployed: Condition<DeployedSettings> = {
  name: 'deployed',
  schema: {
    type: 'object',
    description: 'This commit was deployed somewhere else before, with success.',
    additionalProperties: false,
    required: ['to'],
    properties: {
      // As the ledger names environments: what is no plain word stands there as a digest.
      to: {
        type: 'string',
        title: 'the plain name of an environment',
        pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$',
        description: 'The name of an environment, of letters, digits, `.`, `_`, `/` and `-`; no glob.',
      },
      for: {
        ...duration,
        description: 'It ran there for so long, without another one in its place. Without it any success is enough.',
      },
    },
  },
  check: () => [],
  needs: () => noNeeds,
  watches: ['deployments'],
  judge({ to, for: length }, { facts: { deployment }, at }) {
    if (deployment === undefined) return outcomeOf('deployed', [makeNoDeployment('deployed.no-deployment')]);
    if (!deployment.ran.known) return outcomeOf('deployed', [makeUnread(codes, deployment.ran.why)]);
    const there = deployment.ran.value.filter((ran) => foldEnvironment(ran.environment) === foldEnvironment(to));
    return judgeRuns(there, { to, length: length ?? null, at });
  },
};

interface Wanted {
  readonly to: string;
  readonly length: string | null;
  readonly at: Instant;
}

function judgeRuns(there: readonly RanFacts[], { to, length, at }: Wanted): Outcome {
  const wanted = length === null ? 0 : readDuration(length);
  const data = { environment: to, for: length };
  const enough = there.find(({ from, until }) => Math.min(until ?? at, at) - from >= wanted);
  if (enough !== undefined) {
    const { from, until } = enough;
    return outcome('deployed', 'met', [makeFinding('deployed.ran', 'met', { ...data, from, until })]);
  }
  // The one that runs there now needs only time.
  const due = earliest(there.filter(({ until }) => until === null).map(({ from }) => from + wanted));
  if (due !== null)
    return outcome('deployed', 'pending', [makeFinding('deployed.waiting', 'pending', { ...data, due })], due);
  const [newest] = there;
  const finding =
    newest === undefined
      ? makeFinding('deployed.not-there', 'unmet', data)
      : makeFinding('deployed.too-short', 'unmet', { ...data, from: newest.from, until: newest.until });
  return outcome('deployed', 'unmet', [finding]);
}
