import type { Sentence } from '../explanation.ts';
import { listOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer } from './explainer.ts';
import { choices, joinFindings, mainFinding, noRows, openFindings, tellingFindings } from './finding-words.ts';
import { code, list, login, say } from './words.ts';

export const explainDeployer: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main === undefined || outcome.truth === 'unknown') return ['it is not known who may deploy'];
    if (main.code === 'deployer.deleted') return ['the account of who deploys no longer exists'];
    const [first, ...more] = listOf(main.data['people']).map((person) => textOf(recordOf(person)['login']));
    const several = 'whoever started it may not deploy';
    return first === undefined || more.length > 0 ? [several] : [`@${first} may not deploy here`, several];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('who started the run, and who started this attempt of it'),
    required: joinFindings(
      outcome.findings.filter(({ code: found }) => found === 'deployer.in' || found === 'deployer.not-in'),
      ({ code: found, data }) =>
        say(found === 'deployer.in' ? 'each is one of ' : 'neither is one of ', choices(data['roles'])),
      ' and ',
    ),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps: (outcome) =>
    openFindings(outcome).some(({ code: found }) => found === 'deployer.deleted')
      ? [{ sentence: say('Start the workflow anew: an attempt of a run keeps who started the first.'), commands: [] }]
      : [],
};

function describe({ code: found, truth, data }: Finding): Sentence {
  if (found === 'deployer.no-deployment') return say('it is not a deployment');
  if (found === 'deployer.deleted') {
    const isFirst = listOf(data['as']).every((as) => as === 'starter');
    return say(`the account of who started ${isFirst ? 'the run' : 'it'} no longer exists`);
  }
  if (truth === 'unknown') {
    const names = listOf(data['unresolved']).map((name) => code(textOf(recordOf(name)['name'])));
    return say('it could not be read who belongs to ', list(names));
  }
  const people = listOf(data['people']).map((person) => login(textOf(recordOf(person)['login'])));
  const belong = (truth === 'met') !== (found === 'deployer.not-in');
  const is = people.length === 1 ? 'is' : 'are';
  return say(list(people), belong ? ` ${is} of ` : ` ${is} none of `, choices(data['roles']));
}
