import type { Condition } from '../condition.ts';
import { makeNoDeployment, makeUnread } from '../deployment-findings.ts';
import { foldEnvironment } from '../environment-name.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';

const codes = { unread: 'rollback.unread', notRecorded: 'rollback.not-recorded' } as const;

export const rollback: Condition<true> = {
  name: 'rollback',
  schema: { const: true, description: 'This commit ran in this very environment before, with success.' },
  check: () => [],
  needs: () => noNeeds,
  watches: ['deployments'],
  judge(_settings, { facts: { deployment } }) {
    if (deployment === undefined) return outcomeOf('rollback', [makeNoDeployment('rollback.no-deployment')]);
    const { environment, ran } = deployment;
    if (!ran.known) return outcomeOf('rollback', [makeUnread(codes, ran.why)]);
    const before = ran.value.find((each) => foldEnvironment(each.environment) === foldEnvironment(environment));
    return outcomeOf('rollback', [
      before === undefined
        ? makeFinding('rollback.new', 'unmet', { environment })
        : makeFinding('rollback.ran', 'met', { environment, from: before.from, until: before.until }),
    ]);
  },
};
