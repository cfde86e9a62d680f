import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue, Outcome } from '../verdict.ts';
import type { Explainer, Step } from './explainer.ts';
import {
  choices,
  joinFindings,
  mainFinding,
  noRows,
  openFindings,
  tellingFindings,
  unreadable,
} from './finding-words.ts';
import { code, joinWith, list, outside, partOf, say, shortOid } from './words.ts';

/** `provenance` and `sbom`: who vouches for what was built. */
export const explainProvenance = explainAttested('provenance', 'attestation');
export const explainSbom = explainAttested('sbom', 'SBOM');

function explainAttested(name: 'provenance' | 'sbom', what: string): Explainer {
  const describe = (finding: Finding): Sentence => describeFinding(finding, { name, what });
  return {
    headlines: (outcome) => headlinesOf(mainFinding(outcome), { name, what }),
    row: (outcome) => joinFindings(tellingFindings(outcome), describe),
    detail: (outcome) => ({
      looked: say('what the run has built, and its attestations'),
      required: describeDemand(outcome, what),
      found: openFindings(outcome).flatMap((finding) => [describe(finding), ...rowsOf(finding).map(describeRow)]),
      ...noRows,
    }),
    steps: (outcome) => stepsOf(openFindings(outcome), actions[name]),
  };
}

interface Words {
  readonly name: string;
  readonly what: string;
}

function headlinesOf(main: Finding | undefined, { name, what }: Words): readonly string[] {
  const which = partOf(numberOf(main?.data['count']), numberOf(main?.data['all']), 'artifact');
  switch (main?.code ?? '') {
    case `${name}.unattested`:
      return [`${which} without an ${what} that fits`, `an ${what} is missing`];
    case `${name}.no-artifact`:
      return ['the run has no artifact to look at', 'an artifact is missing'];
    case `${name}.no-deployment`:
      return ['this is not a deployment'];
    default:
      return ['it is not known who vouches for the artifacts'];
  }
}

function describeFinding({ code: found, data }: Finding, { name, what }: Words): Sentence {
  const count = numberOf(data['count']);
  const which = partOf(count, numberOf(data['all']), 'artifact');
  switch (found) {
    case `${name}.attested`:
      return say(`${which} ${isMany(data) ? 'have' : 'has'} an ${what} that fits: `, nameRows(data));
    case `${name}.unattested`:
      return say(`${which} without an ${what} that fits: `, nameRows(data));
    case `${name}.unproved`:
      return say(`${which} with an attestation that cannot be proved here: `, nameRows(data));
    case `${name}.no-artifact`:
      return describeNone(data);
    case `${name}.no-deployment`:
      return say('it is not a deployment');
    default:
      return unreadable('what the run has built', data);
  }
}

const isMany = (data: Finding['data']): boolean => numberOf(data['count']) > 1 && data['count'] === data['all'];

function describeNone(data: Finding['data']): Sentence {
  const names = listOf(data['artifacts']).map((name) => outside(textOf(name)));
  if (names.length === 0) return say('the run has no artifacts');
  return say('no artifact of the run is named ', choices(data['globs']), ', only ', list(names));
}

const rowsOf = ({ code: found, data }: Finding): readonly FindingValue[] =>
  found.endsWith('.unattested') || found.endsWith('.unproved') ? listOf(data['rows']) : [];

function nameRows(data: Finding['data']): Sentence {
  return list(listOf(data['rows']).map((row) => outside(textOf(recordOf(row)['name']))));
}

function describeRow(value: FindingValue): Sentence {
  const row = recordOf(value);
  const name = say(outside(textOf(row['name'])), ': ');
  return say(name, describeStep(textOf(row['step']), textOf(row['found'])));
}

function describeStep(step: string, found: string): Sentence {
  const other = outside(found, 160);
  switch (step) {
    case 'none':
      return say('GitHub has no attestation of its digest');
    case 'digest':
      return say('GitHub does not say its digest: upload it with actions/upload-artifact v4 or newer');
    case 'proof':
      return describeProof(found);
    case 'predicate':
      return say('only something else is attested: ', other);
    case 'repository':
      return say('it was attested by another repository: ', other);
    case 'commit':
      return say('it was built from another commit: ', code(shortOid(found)));
    case 'run':
      return say('it was built by another run: ', other);
    case 'workflow':
      return say('the run began with another workflow: ', other);
    case 'builder':
      return say('it was signed by another workflow: ', other);
    default:
      return say('it was built on another kind of runner: ', other);
  }
}

function describeProof(found: string): Sentence {
  if (found === 'no-root') return say('the server has no trusted root of the authority behind its attestation');
  if (found === 'not-shown') return say('GitHub names its attestation, and does not show it');
  return say('its attestation does not hold (', code(found), ')');
}

function describeDemand({ findings }: Outcome, what: string): Sentence {
  const data = findings[0]?.data ?? {};
  if (textOf(data['predicate']) === '') return say(`an ${what} of each artifact`);
  const run = numberOf(data['run']);
  const parts = [
    say('of type ', code(textOf(data['predicate']))),
    say('by this repository, of commit ', code(shortOid(textOf(data['commit'])))),
    ...(run === 0 ? [] : [say(`by run ${run}`)]),
    ...(data['workflow'] === null ? [] : [say('that began with ', code(textOf(data['workflow'])))]),
    ...(data['builder'] === null ? [] : [say('signed by ', choices(data['builder']))]),
    ...(data['runner'] === null ? [] : [say('on a runner of GitHub')]),
  ];
  const which = data['globs'] === null ? say('each artifact') : say('each artifact named ', choices(data['globs']));
  return say(`an ${what} of `, which, ': ', joinWith(', ', parts));
}

const actions = { provenance: 'actions/attest-build-provenance', sbom: 'actions/attest-sbom' } as const;

const lacksRoot = (row: FindingValue): boolean => recordOf(row)['found'] === 'no-root';

function stepsOf(open: readonly Finding[], action: string): readonly Step[] {
  const unfit = open.some(({ truth }) => truth === 'unmet');
  const unset = open.some(({ data }) => data['why'] === 'not-configured' || listOf(data['rows']).some(lacksRoot));
  return [...(unfit ? [attestWith(action)] : []), ...(unset ? [configure] : [])];
}

function attestWith(action: string): Step {
  return {
    sentence: say(
      'In the job that builds, let ',
      code(action),
      ' attest what ',
      code('actions/upload-artifact'),
      ' names as ',
      code('artifact-digest'),
      ', before the job that deploys. Then start a new run.',
    ),
    commands: [],
  };
}

const configure: Step = {
  sentence: say(
    'Whoever runs the server names a file with trusted roots in ',
    code('COUNTERSIGN_TRUSTED_ROOTS'),
    ', which this writes:',
  ),
  commands: ['gh attestation trusted-root > trusted_root.jsonl'],
};
