import type { Sentence } from '../explanation.ts';
import { listOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { choices, joinFindings, noRows, openFindings, tellingFindings, unreadable } from './finding-words.ts';
import { code, list, say } from './words.ts';

export const explainRepository: Explainer = {
  headlines({ truth, findings }) {
    if (truth !== 'unknown') return ['this may not be done in this repository'];
    const isNamed = findings.every(({ code: found }) => found !== 'repository.not-named');
    return [isNamed ? 'a property of the repository is not known' : 'it is not known which repository this is'];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('which repository it is'),
    required: joinFindings(outcome.findings, describeRequired, ' and '),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps: ({ findings }) =>
    findings
      .filter(({ code: found }) => found === 'repository.no-property')
      .map(({ data }) => ({
        sentence: say(
          'Somebody who owns the organization has to define the custom property ',
          code(textOf(data['property'])),
          ' (Settings → Repository → Custom properties), or the policy names another one.',
        ),
        commands: [],
      })),
};

function describeRequired({ code: found, data }: Finding): Sentence {
  switch (found) {
    case 'repository.name':
      return say('a repository named ', choices(data['globs']));
    case 'repository.visibility':
      return say(data['wanted'] === true ? 'a repository that is not public' : 'a public repository');
    case 'repository.property':
    case 'repository.no-property':
    case 'repository.unread':
      return say('the custom property ', code(textOf(data['property'])), ' with ', values(data['wanted'], 'or'));
    default:
      return say('a repository on GitHub');
  }
}

function describe({ code: found, data }: Finding): Sentence {
  switch (found) {
    case 'repository.name':
      return say('the repository is ', code(textOf(data['name'])));
    case 'repository.visibility':
      return say(data['private'] === true ? 'the repository is not public' : 'the repository is public');
    case 'repository.property':
      return say(
        'its property ',
        code(textOf(data['property'])),
        isSet(data['value']) ? say(' is ', values(data['value'], 'and')) : ' is not set',
      );
    case 'repository.no-property':
      return say('the organization defines no property ', code(textOf(data['property'])));
    case 'repository.unread':
      return unreadable(`the custom properties`, data);
    default:
      return say('only GitHub knows which repository this is');
  }
}

function values(value: FindingValue | undefined, conjunction: 'and' | 'or'): Sentence {
  const all = Array.isArray(value) ? listOf(value) : [value ?? null];
  return list(
    all.map((each) =>
      each === null ? { text: 'no value' } : code(typeof each === 'boolean' ? `${each}` : textOf(each)),
    ),
    conjunction,
  );
}

function isSet(value: FindingValue | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
}
