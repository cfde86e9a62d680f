import type { Sentence } from '../explanation.ts';
import type { CheckState, Facts } from '../facts.ts';
import { listOf, recordOf, textOf } from '../finding-data.ts';
import { readState } from '../machines.ts';
import type { Finding, FindingValue } from '../verdict.ts';
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
import { insideWords, stepInside } from './inside-run.ts';
import { stateOf, stateWords } from './state-words.ts';
import { code, countOf, joinWith, say } from './words.ts';

/** `checks` and `workflows`: what machines said of the head commit. */

function makeMachineExplainer(noun: 'check' | 'workflow'): Explainer {
  return {
    headlines(outcome) {
      const main = mainFinding(outcome);
      if (main === undefined || outcome.truth === 'unknown') return [`the ${noun}s could not be read`];
      const alike = openFindings(outcome).filter(({ truth }) => truth === outcome.truth);
      const name = textOf(main.data['name']);
      if (outcome.truth === 'pending')
        return alike.length === 1 ? [`${noun} ${name}`, `1 ${noun}`] : [countOf(alike.length, noun)];
      const names = new Set(alike.map(({ data }) => textOf(data['name'])));
      return alike.length === 1
        ? [`${noun} ${name} ${failureOf(main)}`, `1 ${noun} did not pass`]
        : [`${countOf(names.size, noun)} did not pass`];
    },
    row: (outcome) => joinFindings(tellingFindings(outcome), (finding) => describe(finding, noun)),
    detail: (outcome) => ({
      looked: say(`the newest runs of each ${noun} on the head commit`),
      required: joinFindings(outcome.findings, (finding) => describeRequired(finding, noun), ' and '),
      found: openFindings(outcome).map((finding) => describe(finding, noun)),
      ...noRows,
    }),
    steps: (outcome, scene) => openFindings(outcome).flatMap((finding) => stepsFor(finding, noun, scene)),
  };
}

export const explainChecks = makeMachineExplainer('check');
export const explainWorkflows = makeMachineExplainer('workflow');

function describeRequired(finding: Finding, noun: string): Sentence {
  const { data } = finding;
  const inside = insideWords(finding);
  if (inside !== null) return inside.required;
  const names = listOf(data['names']);
  if (names.length > 0) return say('that ', choices(names, 'and'), names.length === 1 ? ' passed' : ' all passed');
  return say(`that the ${noun} `, code(textOf(data['name'])), origin(data), ' passed');
}

/** Which runs count, where not all do. */
function origin(data: Finding['data']): Sentence {
  const { from, event, file } = data;
  if (typeof from === 'string' || typeof from === 'number') return say(' of the app ', code(String(from)));
  return say(
    ...(file === 'head' ? [' with the file of the commit itself'] : []),
    ...(listOf(event).length === 0 ? [] : [' after ', choices(event)]),
  );
}

function describe(finding: Finding, noun: string): Sentence {
  const { code: found, data } = finding;
  if (found.endsWith('.unread')) return unreadable(`the ${noun}s`, data);
  const name = code(textOf(data['name']));
  const inside = insideWords(finding);
  if (inside !== null) return say(name, ' ', inside.found);
  if (found.endsWith('.missing')) return say('waiting for ', name, origin(data), ': no run yet');
  const runs = deciding(data, found);
  if (found.endsWith('.running')) return say('waiting for ', name, ...runs.map(tellOrigin));
  return say(name, ' ', joinWith(', ', runs.map(tellRun)));
}

type RunData = Readonly<Record<string, FindingValue>>;

/** Of several runs those that decided: what failed, else what has not ended, else all of them. */
function deciding(data: Finding['data'], found: string): readonly RunData[] {
  const runs = listOf(data['runs']).map(recordOf);
  const wanted = found.endsWith('.failed') ? 'failure' : found.endsWith('.running') ? 'pending' : 'success';
  return runs.filter((run) => readState(stateOf(run), leniencyOf(data)) === wanted);
}

function tellRun(run: RunData): Sentence {
  return say(stateWords[stateOf(run)], tellOrigin(run));
}

function tellOrigin(run: RunData): Sentence {
  const of = textOf(run['of']);
  return of === '' ? [] : say(' (', code(of), ')');
}

function leniencyOf(data: Finding['data']) {
  const read = (key: string): 'success' | 'failure' => (data[key] === 'success' ? 'success' : 'failure');
  return { skipped_is: read('skipped_is'), neutral_is: read('neutral_is') };
}

function failureOf(finding: Finding): string {
  const { code: found, data } = finding;
  const inside = insideWords(finding);
  if (inside !== null) return inside.headline;
  const [bad] = deciding(data, found);
  return bad === undefined ? 'did not pass' : stateWords[stateOf(bad)];
}

function stepsFor(finding: Finding, noun: string, scene: Scene): readonly Step[] {
  const { code: found, truth, data } = finding;
  const { facts } = scene;
  const inside = insideWords(finding);
  if (inside !== null) return stepInside(finding, inside, scene);
  const name = code(textOf(data['name']));
  const { number } = facts.change;
  const commands = number === null ? [] : [`gh pr checks ${number}`];
  if (found.endsWith('.failed')) {
    const failed = deciding(data, found);
    const shown = failed.flatMap(showRun);
    return [
      {
        sentence: say(`Look at the ${noun} `, name, ': ', adviseOn(failed.map(stateOf), facts)),
        commands: shown.length > 0 ? shown : commands,
      },
    ];
  }
  if (truth !== 'pending' || !found.endsWith('.missing')) return [];
  const nearest = textOf(data['nearest']);
  return [
    {
      sentence: say(
        'Nothing named ',
        name,
        origin(data),
        ' has reported on the head commit yet. If it never does: does it run for this event, and does the policy name it as GitHub shows it?',
        ...(nearest === '' ? [] : tellNearest(nearest, textOf(data['name']))),
      ),
      commands,
    },
  ];
}

/** The same file can have run, for an event that does not count. */
function tellNearest(nearest: string, name: string): Sentence {
  return nearest === name ? say(' It ran for another event.') : say(' There is ', code(nearest), '.');
}

/** A run that did not get as far as a step that fails has no log of one. */
function showRun(run: RunData): readonly string[] {
  const { id } = run;
  if (typeof id !== 'number') return [];
  const hasLog = ['failure', 'timed_out', 'cancelled'].includes(stateOf(run));
  return [`gh run view ${id}${hasLog ? ' --log-failed' : ''}`];
}

function adviseOn(states: readonly CheckState[], { kind, change }: Facts): string {
  if (states.every((state) => state === 'action_required')) {
    const approval =
      'Workflows of a fork may wait until somebody with write access presses “Approve workflows to run”.';
    return `it asks for an action, which its page names.${change.fork === null ? '' : ` ${approval}`}`;
  }
  const odd = states.some((state) => state === 'skipped' || state === 'neutral');
  const mend = kind === 'deployment' ? 'deploy a commit on which it passed' : 'correct what it found and push';
  return `${mend}, or press “Re-run” on its page.${
    odd ? ' A run that was skipped or neutral does not count as passed here.' : ''
  }`;
}
