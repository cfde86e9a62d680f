import type { Segment, Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue } from '../verdict.ts';
import type { Explainer, Scene, Step } from './explainer.ts';
import { joinFindings, mainFinding, openFindings, tellingFindings, unreadable } from './finding-words.ts';
import { describeCommit } from './signed.ts';
import { code, countOf, joinWith, login, oids, partOf, say, shortOid, timeOfDay } from './words.ts';

export const explainSource: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    const which = partOf(numberOf(main?.data['count']), numberOf(main?.data['all']), 'commit');
    switch (main?.code ?? '') {
      case 'source.uncovered':
        return [`${which} landed without a passing decision`, 'commits landed without a passing decision'];
      case 'source.late-not-allowed':
        return [`${which} covered only after landing`, 'commits are covered only after landing'];
      case 'source.late-by-others':
        return [`${which} covered late by somebody else`, 'commits are covered by somebody else'];
      case 'source.not-recorded':
        return ['the record of what landed'];
      default:
        return ['it is not known what this would bring'];
    }
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail(outcome, scene) {
    const open = openFindings(outcome);
    return {
      looked: say('how each commit landed that this would bring', ...describeSince(outcome.findings[0], scene)),
      required: say(
        'a passing decision for each of them',
        outcome.findings[0]?.data['late'] === 'allow' ? ', or somebody who covered it afterwards' : '',
      ),
      found: open.map(describe),
      approvals: [],
      commits: open.flatMap(({ data }) => listOf(data['rows']).map((row) => describeRow(recordOf(row), scene))),
    };
  },
  steps: (outcome) =>
    openFindings(outcome)
      .filter(({ truth }) => truth === 'unmet')
      .flatMap((finding) => [...coverLate(finding), ...deployInstead(finding)]),
};

function describe({ code: found, commits, data }: Finding): Sentence {
  const count = numberOf(data['count']);
  const which = partOf(count, numberOf(data['all']), 'commit');
  switch (found) {
    case 'source.reviewed':
      return describeReviewed(count, numberOf(data['coveredCount']));
    case 'source.uncovered':
      return say(`${which} landed without a passing decision: `, nameCommits(commits, count));
    case 'source.late-not-allowed':
      return say(
        `${which} covered only after landing, which the policy does not accept: `,
        nameCommits(commits, count),
      );
    case 'source.late-by-others':
      return say(
        `${which} covered after landing by somebody whom the policy does not name: `,
        nameCommits(commits, count),
      );
    case 'source.no-deployment':
      return say('it is not a deployment');
    case 'source.not-recorded':
      return say('what landed is being recorded');
    default:
      return unreadable('what this would bring', data);
  }
}

function describeReviewed(count: number, late: number): Sentence {
  if (count === 0) return say('it brings no commit');
  const which = partOf(count - late, count, 'commit');
  return say(`${which} landed with a passing decision`, late === 0 ? '' : `, ${late} covered late`);
}

/** A finding names some, and says how many there are. */
function nameCommits(commits: readonly string[], count: number): Sentence {
  const [named, more] = [commits.slice(0, 5), count - 5];
  if (more <= 1) return oids(commits);
  const each = named.map((oid) => say(code(shortOid(oid))));
  return say(joinWith(', ', each), ` and ${more} more`);
}

function describeSince(finding: Finding | undefined, { now }: Scene): readonly (string | Segment)[] {
  const since = textOf(finding?.data['since']);
  if (since === '') return [];
  const at = finding?.data['at'];
  return typeof at === 'number'
    ? [': since ', code(shortOid(since)), `, which ran there from ${timeOfDay(at, now)} on`]
    : [': since ', code(shortOid(since)), ', where the record begins'];
}

type Row = Readonly<Record<string, FindingValue>>;

const deeds: Readonly<Record<string, string>> = {
  merge: 'merged by ',
  queue: 'merged by the queue for ',
  push: 'pushed directly by ',
  'force-push': 'force-pushed by ',
  create: 'in a branch that was made by ',
};

function describeRow(row: Row, scene: Scene): { readonly oid: string; readonly sentence: Sentence } {
  const oid = textOf(row['oid']);
  const commit = scene.commits.find((each) => each.oid === oid);
  const late = recordOf(row['late']);
  return {
    oid,
    sentence: joinWith('; ', [
      say(code(shortOid(oid)), ' ', ...describeLanding(row, scene), ...describeCommit(commit, scene)),
      ...(textOf(late['entry']) === '' ? [] : [say('covered late by ', nameOf(late['by'], scene), entryOf(late))]),
    ]),
  };
}

function describeLanding(row: Row, scene: Scene): readonly (string | Segment)[] {
  const how = textOf(row['how']);
  if (how === '') return ['came in a way that nobody recorded'];
  const at = timeOfDay(numberOf(row['at']), scene.now);
  return [deeds[how] ?? 'left there by ', nameOf(row['by'], scene), `, ${at}`, entryOf(row)];
}

function entryOf(row: Row): string {
  return ` (entry ${textOf(row['entry']).slice(0, 8)})`;
}

/** The ledger knows ids; the login of one who is not among the people of these commits is not known here. */
function nameOf(id: FindingValue | undefined, { facts, commits }: Scene): Segment {
  const people = [
    ...(facts.pushers.known ? facts.pushers.value : []),
    ...commits.flatMap(({ author, committer }) => [author.person, committer.person]),
  ];
  const person = people.find((each) => each?.id === id);
  return person === undefined || person === null ? { text: `account ${numberOf(id)}` } : login(person.login);
}

function coverLate({ commits, data }: Finding): readonly Step[] {
  if (data['late'] !== 'allow') return [acceptLate];
  const change = listOf(data['rows'])
    .map((row) => numberOf(recordOf(row)['change']))
    .find((number) => number > 0);
  return [
    {
      sentence: say(
        `Review ${countOf(numberOf(data['count']), 'commit')} late: somebody who may, and had no part in them, comments `,
        code(`/countersign cover ${commits.map(shortOid).join(' ')} REASON`),
        change === undefined ? ' on a pull request' : ` on #${change}`,
        '. Then run the job again.',
      ),
      commands: [],
    },
  ];
}

function deployInstead({ data }: Finding): readonly Step[] {
  const instead = textOf(data['instead']);
  if (instead === '') return [];
  return [{ sentence: say('Or deploy ', code(shortOid(instead)), ', the newest commit without them.'), commands: [] }];
}

const acceptLate: Step = {
  sentence: say(
    'What landed without a decision stays out, unless the policy says ',
    code('source: { is: reviewed, late: allow }'),
    ': then somebody can cover it afterwards.',
  ),
  commands: [],
};
