import { fromRfc3339, SECOND } from '../../base/clock.ts';
import type { StoryLine } from './story.ts';
import {
  commitsOf,
  type DecisionSaid,
  type EventSaid,
  isDecision,
  isLanded,
  type LandedSaid,
  type Telling,
  type TracedEntry,
} from './traced-entry.ts';

/** What a line of a story tells, in plain words. Names of rules are whoever's wrote the policy: not escaped. */
export function sayLine({ entry, isReplacement }: StoryLine): string {
  if (isDecision(entry)) return sayDecision(entry);
  if (isLanded(entry)) return sayLanded(entry);
  const { says } = entry;
  if (says.is === 'event')
    return says.event === 'deployment' ? sayDeployment(entry, says, isReplacement) : sayEvent(entry, says);
  if (says.is === 'alert') return `alert ${says.code} ${says.act}`;
  return [entry.kind ?? 'an entry', ...entry.results].join(' ');
}

const VERDICTS: Readonly<Record<string, string>> = {
  allow: 'may',
  deny: 'may not',
  pending: 'may not yet',
  unknown: 'may not, because a fact could not be read,',
};

function sayDecision(entry: Telling<DecisionSaid>): string {
  const { says, results, rules } = entry;
  const may = VERDICTS[results.at(-1) ?? ''] ?? (says.isPassing ? 'may' : 'may not');
  const changes = entry.changes.map((number) => `#${number}`).join(', ');
  const commit = short(entry.commit);
  const why = says.isPassing || rules.length === 0 ? '' : `: ${rules.join(', ')}`;
  if (says.about === 'deployment') return `${commit} ${may} be deployed to ${entry.environment ?? '?'}${why}`;
  if (says.about === 'merge_group') return `the merge group ${commit} of ${changes} ${may} land${why}`;
  return `${changes === '' ? commit : `${changes} at ${commit}`} ${may} land${why}`;
}

const WAYS: Readonly<Record<string, string>> = {
  merge: 'was merged',
  queue: 'came through the merge queue',
  push: 'was pushed straight to the branch',
  'force-push': 'was pushed by force',
  create: 'became a branch',
};

const TAGGED: Readonly<Record<string, string>> = {
  'force-push': 'got a tag that was elsewhere before',
  delete: 'lost a tag, which was deleted',
};

function sayLanded(landing: Telling<LandedSaid>): string {
  const { how, isTag, late, covered, uncovered, omitted, removed } = landing.says;
  if (late !== null) {
    const where = late.change === null ? '' : `, in #${late.change}`;
    return `${late.commits.map(short).join(', ')} had landed and ${verb(late.commits.length)} covered afterwards${where}`;
  }
  if (isTag) return `${short(landing.commit)} ${TAGGED[how] ?? 'was tagged'}`;
  if (how === 'delete') return `the branch was deleted at ${short(landing.commit)}`;
  const changes = covered.flatMap(({ change }) => (change === null ? [] : [`#${change}`]));
  const whose = changes.length === 0 ? '' : ` for ${[...new Set(changes)].join(', ')}`;
  const count = commitsOf(landing).length - uncovered.length;
  const facts = [
    ...(count === 0 ? [] : [`${commits(count)} ${verb(count)} covered by a passing decision`]),
    ...(uncovered.length === 0
      ? []
      : [`nothing covers ${commits(uncovered.length)} (${uncovered.slice(0, MOST_NAMED).map(short).join(', ')})`]),
    ...(omitted === 0 ? [] : [`${commits(omitted)} not named`]),
    ...(removed === 0 ? [] : [`${commits(removed)} taken away`]),
  ];
  return `${short(landing.commit)} ${WAYS[how] ?? 'landed'}${whose}: ${facts.join('; ') || 'no commits named'}`;
}

const MOST_NAMED = 3;

function sayDeployment({ commit, environment }: TracedEntry, says: EventSaid, isReplacement: boolean): string {
  const place = environment ?? '?';
  const what = short(commit);
  const number = says.deployment === null ? '' : ` (deployment ${says.deployment.id})`;
  if (isReplacement) return `rolled back: ${place} runs ${what}${number}, which does not hold it`;
  const approved = says.deployment?.decision === null ? ', without a decision' : '';
  if (says.code === 'deployment.started') return `deploying ${what} to ${place} began${number}${approved}`;
  if (says.code === 'deployment.succeeded') {
    const took = tookText(says.started, says.ended);
    return `${what} runs in ${place}${number}${took === null ? '' : `, deployed in ${took}`}${approved}`;
  }
  if (says.code === 'deployment.failed') return `deploying ${what} to ${place} failed${number}${approved}`;
  if (says.code === 'deployment.inactive') return `${what} runs in ${place} no more${number}`;
  return `deployment of ${what} to ${place}: ${says.code ?? says.result ?? 'an event'}${number}`;
}

function sayEvent({ commit }: TracedEntry, { event, result, code, attempt }: EventSaid): string {
  const about = commit === null ? '' : ` of ${short(commit)}`;
  const tries = attempt === null || attempt === 1 ? '' : ` at attempt ${attempt}`;
  return `${event}${about} ${result ?? code ?? 'happened'}${tries}`;
}

/** `3 min 20 s`; null: the entries do not say. */
export function tookText(started: string | null, ended: string | null): string | null {
  const [from, to] = [started, ended].map((text) => (text === null ? null : fromRfc3339(text)));
  if (from === undefined || from === null || to === undefined || to === null || to < from) return null;
  const seconds = Math.round((to - from) / SECOND);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const short = (commit: string | null): string => (commit === null ? 'a commit' : commit.slice(0, 7));
const commits = (count: number): string => (count === 1 ? '1 commit' : `${count} commits`);
const verb = (count: number): string => (count === 1 ? 'is' : 'are');
