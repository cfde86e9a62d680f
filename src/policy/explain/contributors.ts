import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import {
  choices,
  joinFindings,
  mainFinding,
  noRows,
  openFindings,
  tellingFindings,
  unreadable,
} from './finding-words.ts';
import { attribute } from './signed.ts';
import { code, countOf, joinWith, list, login, oids, say } from './words.ts';

export const explainContributors: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main === undefined || outcome.truth === 'unknown') return ['it is not known who made this change'];
    if (main.code === 'contributors.unattributed') return ['a part of the change is by nobody that GitHub knows'];
    const [first, ...more] = listOf(main.data['open']).map((person) => textOf(recordOf(person)['login']));
    const one = `@${first ?? ''} may not contribute to this change`;
    const others = `${countOf(numberOf(main.data['count']), 'person', 'people')} may not contribute to this change`;
    return more.length === 0 && first !== undefined ? [one, others] : [others];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('who made the change', whoWords(outcome.findings[0]?.data['who'])),
    required: joinFindings(
      outcome.findings.filter(({ code: found }) => found === 'contributors.in' || found === 'contributors.not-in'),
      ({ code: found, data }) =>
        say(found === 'contributors.in' ? 'each is one of ' : 'nobody is one of ', choices(data['roles'])),
      ' and ',
    ),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps(outcome, scene) {
    const commits = openFindings(outcome)
      .filter(({ code: found }) => found === 'contributors.unattributed')
      .flatMap((finding) => finding.commits);
    return commits.length === 0 ? [] : [attribute([...new Set(commits)], scene)];
  },
};

const parts: Readonly<Record<string, string>> = {
  author: 'authors',
  committers: 'committers',
  coauthors: 'co-authors',
  pushers: 'pushers',
};

const deeds: Readonly<Record<string, string>> = {
  author: 'wrote',
  committers: 'committed',
  coauthors: 'co-authored',
  pushers: 'pushed',
};

function whoWords(who: FindingValue | undefined): Sentence {
  const named = listOf(who).map((part) => ({ text: parts[textOf(part)] ?? textOf(part) }));
  return named.length === 0 ? [] : say(': its ', list(named));
}

function describe(finding: Finding): Sentence {
  const { code: found, data, commits } = finding;
  switch (found) {
    case 'contributors.in':
    case 'contributors.not-in':
      return describeRoles(finding);
    case 'contributors.unattributed':
      if (commits.length === 0) return say('the account of the author no longer exists');
      return say('nobody that GitHub knows ', deeds[textOf(data['as'])] ?? 'made', ' ', oids(commits));
    case 'contributors.no-request':
      return say('commits alone do not say who made them');
    default:
      return unreadable(parts[textOf(data['what'])] ?? 'who made the change', data);
  }
}

function describeRoles({ code: found, truth, data }: Finding): Sentence {
  const isAllow = found === 'contributors.in';
  if (truth === 'unknown') {
    const names = listOf(data['unresolved']).map((name) => code(textOf(recordOf(name)['name'])));
    return say('it could not be read who belongs to ', list(names));
  }
  if (truth === 'met') {
    const all = countOf(numberOf(data['people']), 'contributor');
    return say(isAllow ? `${all}, each one of ` : `${all}, none of them one of `, choices(data['roles']));
  }
  const people = listOf(data['open']).map((each) => describePerson(recordOf(each)));
  const rest = numberOf(data['count']) - people.length;
  return say(
    joinWith(', ', people),
    rest > 0 ? ` and ${rest} more` : '',
    isAllow ? ': none of ' : ': one of ',
    choices(data['roles']),
  );
}

function describePerson(person: Readonly<Record<string, FindingValue>>): Sentence {
  const agent = textOf(person['agent']);
  if (agent !== '') return say(login(textOf(person['login'])), ' (set ', login(agent), ' to work)');
  const did = listOf(person['as']).map((part) => deeds[textOf(part)] ?? textOf(part));
  return say(login(textOf(person['login'])), ` (${did.join(', ')})`);
}
