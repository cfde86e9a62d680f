import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { choices, noRows, openFindings } from './finding-words.ts';
import { code, countOf, joinWith, list, login, outside, say } from './words.ts';

/** `changed`, `base` and `author`: about the change as a whole. Mostly they stand in `when`. */

export const explainChanged: Explainer = {
  headlines: (outcome) => {
    if (outcome.truth === 'unknown') return ['the changed files could not be read'];
    const bad = outcome.findings.find(({ truth }) => truth === 'unmet');
    if (bad?.code === 'changed.any' || bad?.code === 'changed.all') return ['a file that has to change did not change'];
    const count = numberOf(bad?.data['count']);
    return [
      `${countOf(count, 'file')} ${count === 1 ? 'does' : 'do'} not belong in this change`,
      'a file does not belong in this change',
    ];
  },
  row: (outcome) => joinWith('; ', outcome.findings.map(describeFiles)),
  detail: (outcome) => ({
    looked: say('the changed files, renamed ones under both of their paths'),
    required: joinWith(' and ', outcome.findings.map(describeGlobs)),
    found: openFindings(outcome).map(describeFiles),
    ...noRows,
  }),
  steps: () => [],
};

export const explainBase: Explainer = {
  headlines: () => ['this base branch is not allowed'],
  row: ({ findings }) =>
    joinWith(
      '; ',
      findings.map(({ data }) => say('the base is ', code(textOf(data['base'])))),
    ),
  detail: ({ findings }, { facts }) => ({
    looked: say(
      facts.kind === 'deployment'
        ? 'the branch that the policy is read from'
        : 'the branch that the change wants to reach',
    ),
    required: joinWith(
      ' and ',
      findings.map(({ data }) => say('one of ', choices(data['globs']))),
    ),
    found: findings.map(({ data }) => say('it is ', code(textOf(data['base'])))),
    ...noRows,
  }),
  steps: () => [],
};

export const explainAuthor: Explainer = {
  headlines: (outcome, { facts }) => {
    if (outcome.truth === 'unknown') return ['it is not known who the author is', 'the author is not known'];
    if (facts.change.author === null) return ['the account of the author no longer exists'];
    return [`@${facts.change.author.login} may not author this change`, 'the author may not make this change'];
  },
  row: ({ findings }) => joinWith('; ', findings.map(describeAuthor)),
  detail: (outcome) => ({
    looked: say('who opened the pull request'),
    required: joinWith(
      ' and ',
      outcome.findings.map(({ code: found, data }) =>
        say(isDeny(found, data) ? 'none of ' : 'one of ', choices(data['roles'])),
      ),
    ),
    found: openFindings(outcome).map(describeAuthor),
    ...noRows,
  }),
  steps: () => [],
};

function describeGlobs({ code: found, data }: Finding): Sentence {
  const words: Readonly<Record<string, string>> = {
    'changed.any': 'a file that matches ',
    'changed.all': 'a file for each of ',
    'changed.none': 'no file that matches ',
    'changed.only': 'only files that match ',
  };
  return say(words[found] ?? 'the changed files', choices(data['globs']));
}

function describeFiles({ code: found, truth, data }: Finding): Sentence {
  if (found === 'changed.unread')
    return say('the changed files could not be read: ', outside(textOf(data['detail']), 200));
  const count = numberOf(data['count']);
  const paths = list(listOf(data['paths']).map((path) => code(textOf(path))));
  if (found === 'changed.all') return truth === 'met' ? say('each glob is matched') : say('nothing matches ', paths);
  if (found === 'changed.only')
    return truth === 'met'
      ? say('only matching files changed')
      : count === 0
        ? say('no file changed')
        : say('other files changed: ', paths);
  return count === 0
    ? say(`none of ${countOf(numberOf(data['files']), 'changed file')} matches`)
    : say(`${countOf(count, 'matching path')}: `, paths);
}

function isDeny(found: string, data: Finding['data']): boolean {
  return found === 'author.not-in' || data['list'] === 'not_in';
}

function describeAuthor({ code: found, truth, data }: Finding): Sentence {
  if (found === 'author.none') return say('commits alone have no author that GitHub vouches for');
  if (found === 'author.deleted') return say('the account of the author no longer exists');
  const who = login(textOf(recordOf(data['author'])['login']));
  if (truth === 'unknown') {
    const names = listOf(data['unresolved']).map((name) => code(textOf(recordOf(name)['name'])));
    return say('it could not be read who belongs to ', list(names));
  }
  const belongs = (truth === 'met') !== (found === 'author.not-in');
  return say(who, belongs ? ' is one of ' : ' is none of ', choices(data['roles']));
}
