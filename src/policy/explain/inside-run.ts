import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Scene, Step } from './explainer.ts';
import { choices } from './finding-words.ts';
import { stateOf, stateWords } from './state-words.ts';
import { code, countOf, list, outside, say } from './words.ts';

/** What `workflows` asks of a run beside that it passed: how often it was started, its jobs, where they ran. */

interface Words {
  /** Behind the name of the workflow, in a title. */
  readonly headline: string;
  /** Behind the name of the workflow. */
  readonly found: Sentence;
  /** What there has to be. */
  readonly required: Sentence;
  readonly advice: Sentence;
}

type Data = Finding['data'];

/** Null: it is about the run as a whole. */
export function insideWords({ code: found, data }: Finding): Words | null {
  if (found.endsWith('.too-many-attempts')) return attemptWords(data);
  if (found.endsWith('.job')) return data['state'] === null ? absentWords(data) : jobWords(data);
  return found.endsWith('.runner') ? runnerWords(data) : null;
}

export function stepInside({ truth, data }: Finding, { advice }: Words, { facts }: Scene): readonly Step[] {
  if (truth === 'pending') return [];
  const { id } = data;
  const mend = facts.kind === 'deployment' ? ', and deploy a commit that has been built anew.' : ', and push.';
  return [
    {
      sentence: say('Look at the workflow ', code(textOf(data['name'])), ': ', advice, mend),
      commands: typeof id === 'number' ? [`gh run view ${id}`] : [],
    },
  ];
}

function attemptWords(data: Data): Words {
  const needed = `needed ${countOf(numberOf(data['attempt']), 'attempt')}`;
  return {
    headline: needed,
    found: say(needed, origin(data)),
    required: say(`that it took ${countOf(numberOf(data['most']), 'attempt')} at the most`),
    advice: say('find out why it failed before; the run of a new commit begins with its first attempt'),
  };
}

function jobWords(data: Data): Words {
  const state = stateWords[stateOf(data)];
  return {
    headline: `has a job that ${state}`,
    found: say('has the job ', jobOf(data), ` that ${state}`, origin(data)),
    required: requiredJob(data),
    advice: say('correct what keeps ', jobOf(data), ' from succeeding (skipped does not count)'),
  };
}

function absentWords(data: Data): Words {
  const there = listOf(data['there']).map((job) => outside(textOf(job)));
  return {
    headline: 'lacks a job',
    found: say('has no job ', jobOf(data), origin(data)),
    required: requiredJob(data),
    advice: say(
      'name its jobs as the policy does',
      ...(there.length === 0 ? [] : [' (there are ', list(there), ')']),
      ', or correct the policy',
    ),
  };
}

const jobOf = (data: Data) => code(textOf(data['job']));
const requiredJob = (data: Data): Sentence => say('that its job ', jobOf(data), ' succeeded');

function runnerWords(data: Data): Words {
  const wanted = describeRunner(recordOf(data['wanted']));
  const jobs = listOf(data['jobs']).map((job) => outside(textOf(job)));
  const where = jobs.length === 0 ? say('no runner') : describeRunner(recordOf(data['found']));
  return {
    headline: 'ran on another runner',
    found: say(...(jobs.length === 0 ? ['ran on '] : ['ran ', list(jobs), ' on ']), where, origin(data)),
    required: say('that each of its jobs ran on ', wanted),
    advice: say('let ', code('runs-on'), ' of its jobs ask for ', wanted),
  };
}

const hosts: Readonly<Record<string, string>> = {
  hosted: 'a machine of GitHub',
  'self-hosted': 'a self-hosted runner',
  '': 'a runner',
};

function describeRunner({ host, labels, group }: Data): Sentence {
  return say(
    hosts[textOf(host)] ?? 'a runner',
    ...(listOf(labels).length === 0 ? [] : [' with ', choices(labels, 'and')]),
    ...(textOf(group) === '' ? [] : [' of the group ', code(textOf(group))]),
  );
}

function origin({ of }: Data): Sentence {
  return textOf(of) === '' ? [] : say(' (', code(textOf(of)), ')');
}
