import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { choices, joinFindings, mainFinding, noRows, openFindings, unreadable } from './finding-words.ts';
import { code, list, outside, say } from './words.ts';

/** `environment` and `landed_on`: where a deployment goes, and where its commit comes from. */

export const explainEnvironment: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth !== 'unmet') return ['it is not known where it goes'];
    return [main.code === 'environment.none' ? 'this is not a deployment' : 'this environment is not allowed'];
  },
  row: ({ findings }) => joinFindings(findings, describeEnvironment),
  detail: (outcome) => ({
    looked: say('the environment that is deployed to'),
    required: joinFindings(outcome.findings, ({ data }) => say('one of ', choices(data['globs']))),
    found: openFindings(outcome).map(describeEnvironment),
    ...noRows,
  }),
  steps: () => [],
};

export const explainLandedOn: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth === 'unmet')
      return ['the commit never landed on a branch that is asked for', 'the commit is from elsewhere'];
    return [main?.truth === 'pending' ? 'the record of what landed' : 'it is not known where the commit landed'];
  },
  row: ({ findings }) => joinFindings(findings, describeBranches),
  detail: (outcome) => ({
    looked: say('the branches on which the ledger has the commit as landed'),
    required: joinFindings(outcome.findings, ({ data }) =>
      listOf(data['globs']).length === 0
        ? say('a branch that the policy names')
        : say('one of ', choices(data['globs'])),
    ),
    found: openFindings(outcome).map(describeBranches),
    ...noRows,
  }),
  steps: (outcome) =>
    openFindings(outcome)
      .filter(({ truth }) => truth === 'unmet')
      .map(({ data }) => ({
        sentence: say('Deploy a commit that a push or a merge left on ', choices(data['globs']), '.'),
        commands: [],
      })),
};

function describeEnvironment({ code: found, data }: Finding): Sentence {
  if (found === 'environment.none') return say('it is not a deployment');
  if (found === 'environment.unread') return say('it is not known where it goes');
  return say('it goes to ', outside(textOf(data['environment'])));
}

function describeBranches({ code: found, data }: Finding): Sentence {
  switch (found) {
    case 'landed_on.no-deployment':
      return say('it is not a deployment');
    case 'landed_on.not-recorded':
      return say('what landed is being recorded');
    case 'landed_on.matches':
    case 'landed_on.differs':
      return describeLanded(data);
    default:
      return unreadable('where the commit landed', data);
  }
}

function describeLanded(data: Finding['data']): Sentence {
  const branches = listOf(data['branches']).map((branch) => code(textOf(branch)));
  if (branches.length === 0) return say('the ledger has it as landed on no branch');
  const more = numberOf(data['count']) - branches.length;
  return say('it landed on ', list(branches), more > 0 ? ` and ${more} more` : '');
}
