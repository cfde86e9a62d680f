import type { Sentence } from '../explanation.ts';
import { listOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer, Scene, Step } from './explainer.ts';
import {
  choices,
  joinFindings,
  mainFinding,
  noRows,
  openFindings,
  tellingFindings,
  unreadable,
} from './finding-words.ts';
import { say } from './words.ts';

export const explainLabels: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth !== 'unmet') return ['the labels are not known'];
    const [first = '', ...more] = namesOf(main);
    const [one, several] =
      main.code === 'labels.none'
        ? ([`the label ${first} is in the way`, 'labels are in the way'] as const)
        : ([`the label ${first} is missing`, 'a label is missing'] as const);
    return more.length === 0 ? [one, several] : [several];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('the labels of the pull request'),
    required: joinFindings(outcome.findings, describeRequired, ' and '),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps: (outcome, scene) => openFindings(outcome).flatMap((finding) => stepFor(finding, scene)),
};

/** The labels that matter: those to choose from, those that are missing, those that are too many. */
function namesOf({ code, data }: Finding): readonly string[] {
  return listOf(data[code === 'labels.any' ? 'wanted' : 'labels']).map(textOf);
}

function describeRequired({ code, data }: Finding): Sentence {
  const words: Readonly<Record<string, string>> = {
    'labels.any': 'at least one of ',
    'labels.all': 'each of ',
    'labels.none': 'none of ',
  };
  const word = words[code];
  return word === undefined ? say('labels that can be read') : say(word, choices(data['wanted'], 'and'));
}

function describe({ code, truth, data }: Finding): Sentence {
  const isMet = truth === 'met';
  switch (code) {
    case 'labels.any':
      return isMet ? say('it has ', choices(data['labels'], 'and')) : say('it has none of ', choices(data['wanted']));
    case 'labels.all':
      return isMet
        ? say('it has ', choices(data['wanted'], 'and'))
        : say('it does not have ', choices(data['labels'], 'and'));
    case 'labels.none':
      return isMet ? say('it has none of ', choices(data['wanted'])) : say('it has ', choices(data['labels'], 'and'));
    case 'labels.no-request':
      return say('only a pull request has labels');
    default:
      return unreadable('the labels', data);
  }
}

function stepFor(finding: Finding, { facts }: Scene): readonly Step[] {
  if (finding.truth !== 'unmet') return [];
  const names = namesOf(finding);
  const isNone = finding.code === 'labels.none';
  const isChoice = finding.code === 'labels.any' && names.length > 1;
  const what = isChoice ? 'one of the labels ' : names.length === 1 ? 'the label ' : 'the labels ';
  return [
    {
      sentence: say(isNone ? 'Remove ' : 'Add ', what, choices(names, isChoice ? 'or' : 'and'), '.'),
      commands: isChoice ? [] : editLabels(names, isNone ? '--remove-label' : '--add-label', facts.change.number),
    },
  ];
}

/** Only names that mean nothing to a shell, nor to `gh`, which splits at commas. */
function editLabels(names: readonly string[], flag: string, number: number | null): readonly string[] {
  if (number === null || !names.every((name) => /^[A-Za-z0-9][A-Za-z0-9 ._/:+-]{0,99}$/.test(name))) return [];
  return [`gh pr edit ${number} ${names.map((name) => `${flag} '${name}'`).join(' ')}`];
}
