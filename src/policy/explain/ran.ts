import type { Sentence } from '../explanation.ts';
import { numberOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer, Scene } from './explainer.ts';
import { joinFindings, mainFinding, noRows, openFindings, unreadable } from './finding-words.ts';
import { outside, say, timeOfDay } from './words.ts';

/** `deployed` and `rollback`: where the commit ran before. */

export const explainDeployed: Explainer = {
  headlines(outcome, { now }) {
    const main = mainFinding(outcome);
    const data = main?.data ?? {};
    const where = textOf(data['environment']);
    switch (main?.code ?? '') {
      case 'deployed.waiting': {
        const due = timeOfDay(numberOf(data['due']), now);
        return [`${textOf(data['for'])} in ${where}, until ${due}`, `its time elsewhere, until ${due}`];
      }
      case 'deployed.too-short':
        return [`it ran in ${where} for less than ${textOf(data['for'])}`, 'it ran elsewhere for too short a time'];
      case 'deployed.not-there':
        return [`it was not deployed to ${where} first`, 'it was not deployed elsewhere first'];
      case 'deployed.not-recorded':
        return ['the record of what was deployed'];
      default:
        return ['it is not known where it ran before'];
    }
  },
  row: ({ findings }, scene) => joinFindings(findings, (finding) => describeDeployed(finding, scene)),
  detail: (outcome, scene) => ({
    looked: say('the deployments of this commit that the ledger has'),
    required: joinFindings(outcome.findings, describeDemand),
    found: openFindings(outcome).map((finding) => describeDeployed(finding, scene)),
    ...noRows,
  }),
  steps: (outcome) =>
    openFindings(outcome)
      .filter(({ truth }) => truth === 'unmet')
      .map(({ data }) => ({
        sentence: say('Deploy this commit to ', outside(textOf(data['environment'])), ...lengthOf(data), ' first.'),
        commands: [],
      })),
};

export const explainRollback: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth === 'unmet') return ['this commit never ran there before', 'it never ran there before'];
    return [
      main?.truth === 'pending' ? 'the record of what was deployed' : 'it is not known whether it ran there before',
    ];
  },
  row: ({ findings }, scene) => joinFindings(findings, (finding) => describeRollback(finding, scene)),
  detail: (outcome, scene) => ({
    looked: say('the deployments of this commit that the ledger has'),
    required: say('a commit that ran in the same environment before'),
    found: openFindings(outcome).map((finding) => describeRollback(finding, scene)),
    ...noRows,
  }),
  steps: () => [],
};

function lengthOf({ for: length }: Finding['data']): readonly string[] {
  return textOf(length) === '' ? [] : [` for ${textOf(length)}`];
}

function describeDemand({ data }: Finding): Sentence {
  const environment = textOf(data['environment']);
  if (environment === '') return say('a deployment of the commit elsewhere');
  return say('a successful deployment of this commit to ', outside(environment), ...lengthOf(data));
}

function describeDeployed(finding: Finding, { now }: Scene): Sentence {
  const { code: found, data } = finding;
  const where = outside(textOf(data['environment']));
  switch (found) {
    case 'deployed.ran':
    case 'deployed.too-short':
      return say('it ran in ', where, describePeriod(finding, now));
    case 'deployed.waiting':
      return say('it runs in ', where, `; long enough at ${timeOfDay(numberOf(data['due']), now)}`);
    case 'deployed.not-there':
      return say('it never ran in ', where);
    default:
      return describeNothing(finding);
  }
}

function describeRollback(finding: Finding, { now }: Scene): Sentence {
  const where = outside(textOf(finding.data['environment']));
  if (finding.code === 'rollback.ran') return say('it ran in ', where, describePeriod(finding, now));
  return finding.code === 'rollback.new' ? say('it never ran in ', where) : describeNothing(finding);
}

function describePeriod({ data: { from, until } }: Finding, now: number): string {
  const end = typeof until === 'number' ? ` until ${timeOfDay(until, now)}` : '';
  return ` from ${timeOfDay(numberOf(from), now)}${end}`;
}

function describeNothing({ code: found, data }: Finding): Sentence {
  if (found.endsWith('.no-deployment')) return say('it is not a deployment');
  return found.endsWith('.not-recorded')
    ? say('what was deployed is being recorded')
    : unreadable('where the commit ran', data);
}
