import type { Segment, Sentence } from '../explanation.ts';
import { listOf, recordOf, textOf } from '../finding-data.ts';
import type { FindingValue, Outcome } from '../verdict.ts';
import { type Data, latestRows, missingOf, nameOf, objectors, requiredOf, summaryOf } from './approval-data.ts';
import { isStale, sinceApproved } from './approval-row.ts';
import type { Scene, Step } from './explainer.ts';
import { rebaseOnto } from './rewrite.ts';
import { attribute } from './signed.ts';
import { code, list, login, outside, say } from './words.ts';

/** Whom to ask, and what to repair before anybody's approval can count. */
export function approvalSteps(outcome: Outcome, scene: Scene): readonly Step[] {
  return [...askPeople(outcome, scene), ...repairParts(outcome, scene)];
}

function words(...pieces: readonly (string | Sentence)[]): Step {
  return { sentence: say(...pieces), commands: [] };
}

function askPeople(outcome: Outcome, { facts }: Scene): readonly Step[] {
  const data = summaryOf(outcome);
  const found = outcome.findings[0]?.code;
  if (found === 'approved.changes-requested') {
    const names = list(objectors(data).map((name) => login(name)));
    return [
      words(
        'Settle what ',
        names,
        ' asked for; the request ends when ',
        names,
        ' approves or the review is dismissed.',
      ),
    ];
  }
  if (found === 'approved.too-few') {
    const roles = list(
      requiredOf(data).by.map((role) => code(role)),
      'or',
    );
    return [
      words(
        'Too few people of ',
        roles,
        facts.kind === 'deployment'
          ? ' had no part in what it brings: the role needs more members, or somebody else has to deploy.'
          : ' had no part in the change: the role needs more members, or somebody else has to make the change.',
      ),
    ];
  }
  if (found !== 'approved.waiting') return [];
  return [facts.deployment === undefined ? askFor(data) : askToDeploy(data, facts.deployment.environment)];
}

function askFor(data: Data): Step {
  const missing = missingOf(data);
  const eligible = loginsOf(data['eligible']);
  if (eligible.length > 0)
    return words(
      missing === 1 ? 'Ask ' : `Ask ${missing} of `,
      list(eligible, missing === 1 ? 'or' : 'and'),
      ' to review the change',
      ...describeChanges(data),
      '.',
    );
  const excluded = loginsOf(data['excluded']);
  const except = excluded.length === 0 ? [] : [' (not ', list(excluded, 'or'), ')'];
  const whom = missing === 1 ? 'somebody' : `${missing} people`;
  return words(
    `Ask ${whom} with write access who had no part in the change`,
    ...except,
    ' to review it',
    ...describeChanges(data),
    '.',
  );
}

/** A word that can stand in a comment as it is; anybody may have named the environment. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

function askToDeploy(data: Data, environment: string): Step {
  const missing = missingOf(data);
  const eligible = loginsOf(data['eligible']);
  const whom = missing === 1 ? 'somebody' : `${missing} people`;
  const command = `/countersign approve ${PLAIN.test(environment) ? environment : 'ENVIRONMENT'}`;
  return words(
    ...(eligible.length > 0
      ? [missing === 1 ? 'Ask ' : `Ask ${missing} of `, list(eligible, missing === 1 ? 'or' : 'and')]
      : [`Ask ${whom} with write access who had no part in what it brings`]),
    ' to approve the deployment to ',
    [outside(environment)],
    ' on the run’s page, or to comment ',
    [code(command)],
    '.',
  );
}

/** For whoever approved before: only what is new has to be looked at. */
function describeChanges(data: Data): readonly (string | Sentence)[] {
  const stale = latestRows(data).findLast((row) => row['why'] === 'content-changed' && isStale(row));
  if (stale === undefined) return [];
  return [say('; since ', login(nameOf(stale)), ' approved: ', sinceApproved(stale))];
}

function repairParts(outcome: Outcome, scene: Scene): readonly Step[] {
  const unattributed = outcome.findings.filter(({ code: found }) => found === 'approved.unattributed');
  const commits = [...new Set(unattributed.flatMap((finding) => finding.commits))];
  const isDeleted = unattributed.some(({ data }) => data['deleted'] === true);
  const isUnseen = outcome.findings.some(
    ({ code: found, data }) => found === 'approved.unread' && data['what'] === 'pushers',
  );
  const isLanded = scene.facts.kind === 'deployment';
  return [
    ...(commits.length === 0 ? [] : [attribute(commits, scene)]),
    ...(isDeleted ? [words('Open a new pull request for this branch: its author’s account no longer exists.')] : []),
    ...(isUnseen && scene.commits.length > 0 ? [isLanded ? nobodySaw : pushAnew(scene)] : []),
  ];
}

const nobodySaw: Step = words(
  'Nobody saw who pushed what this would bring, and nothing tells it afterwards. A rule about deployments can leave ',
  [code('pushers')],
  ' out of ',
  [code('not_by')],
  '.',
);

/** New object ids: whoever pushes these is known for every one of them. The content, and so approvals, stay. */
function pushAnew(scene: Scene): Step {
  return {
    sentence: say('Nobody saw who pushed these commits. Make them anew and push them, so that it is known.'),
    commands: [`git rebase --no-ff ${rebaseOnto(scene.commits, scene)} && git push --force-with-lease`],
  };
}

function loginsOf(people: FindingValue | undefined): readonly Segment[] {
  return listOf(people).map((person) => login(textOf(recordOf(person)['login'])));
}
