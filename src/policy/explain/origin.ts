import type { Sentence } from '../explanation.ts';
import { recordOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { choices, joinFindings, mainFinding, noRows, openFindings } from './finding-words.ts';
import { code, login, say } from './words.ts';

/** `head` and `fork`: where the change comes from. Only a new pull request changes it. */

export const explainHead: Explainer = {
  headlines: ({ truth }) => [
    truth === 'unknown' ? 'it is not known which branch it comes from' : 'this branch has another name than required',
  ],
  row: ({ findings }) => joinFindings(findings, describeHead),
  detail: (outcome) => ({
    looked: say('the branch that the change comes from'),
    required: joinFindings(outcome.findings, ({ data }) => say('one of ', choices(data['globs']))),
    found: openFindings(outcome).map(describeHead),
    ...noRows,
  }),
  steps: (outcome) =>
    openFindings(outcome)
      .filter(({ truth }) => truth === 'unmet')
      .map(({ data }) => ({
        sentence: say(
          'Push the commits to a branch named ',
          choices(data['globs']),
          ' and open a new pull request from it.',
        ),
        commands: [],
      })),
};

export const explainFork: Explainer = {
  headlines(outcome) {
    const found = mainFinding(outcome)?.code;
    if (found === 'fork.is-fork') return ['changes from forks are not allowed here'];
    return [found === 'fork.is-own' ? 'this change has to come from a fork' : 'it is not known where it comes from'];
  },
  row: ({ findings }) => joinFindings(findings, describeFork),
  detail: (outcome) => ({
    looked: say('which repository the change comes from'),
    required: joinFindings(outcome.findings, ({ data }) =>
      say(data['wanted'] === true ? 'a fork' : 'a branch of this repository'),
    ),
    found: openFindings(outcome).map(describeFork),
    ...noRows,
  }),
  steps(outcome) {
    const [main] = openFindings(outcome);
    if (main?.code !== 'fork.is-fork' || main.truth !== 'unmet') return [];
    return [
      {
        sentence: say(
          'Somebody with write access pushes the commits to a branch here and opens a pull request from it.',
        ),
        commands: [],
      },
    ];
  },
};

function describeHead({ code: found, data }: Finding): Sentence {
  if (found === 'head.no-request') return say('only a pull request comes from a branch');
  return say('it comes from ', code(textOf(data['head'])), data['fork'] === true ? ' of a fork' : '');
}

function describeFork({ code: found, data }: Finding): Sentence {
  if (found === 'fork.is-own') return say('it comes from this repository');
  if (found === 'fork.no-request') return say('only a pull request can come from a fork');
  const owner = textOf(recordOf(data['owner'])['login']);
  return owner === ''
    ? say('it comes from a fork that no longer exists')
    : say('it comes from a fork of ', login(owner));
}
