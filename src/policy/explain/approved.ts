import type { Detail, Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Outcome } from '../verdict.ts';
import { type Data, latestRows, missingOf, nameOf, objectors, requiredOf, rowsOf, summaryOf } from './approval-data.ts';
import { describeObjection, describeState, isStale } from './approval-row.ts';
import { approvalSteps } from './approval-steps.ts';
import type { Explainer, Scene } from './explainer.ts';
import { code, countOf, joinWith, list, login, oids, outside, say, shortOid, timeOfDay, toPlain } from './words.ts';

export const explainApproved: Explainer = {
  headlines(outcome) {
    const data = summaryOf(outcome);
    const missing = missingOf(data);
    switch (outcome.findings[0]?.code ?? '') {
      case 'approved.changes-requested':
        return [`${mention(objectors(data))} requested changes`, 'changes are requested'];
      case 'approved.nobody-can':
        return nobodyCan(outcome);
      case 'approved.too-few':
        return [
          `${countOf(missing, 'approval')} missing, and too few people may give them`,
          'too few people may approve',
        ];
      case 'approved.waiting':
        return waitFor(data, missing);
      default:
        return ['it is not known whether approvals count', 'approvals are not known'];
    }
  },
  row(outcome, scene) {
    const data = summaryOf(outcome);
    const rows = rowsOf(data);
    const counted = rows.filter((row) => row['counts'] === 'yes').map((row) => login(nameOf(row)));
    if (outcome.truth === 'met')
      return say(list(counted), ` approved this ${scene.facts.kind === 'deployment' ? 'deployment' : 'content'}`);
    const { count } = requiredOf(data);
    const have = say(
      `${numberOf(data['counted'])} of ${countOf(count, 'approval')}`,
      ...(counted.length === 0 ? [] : [' (', list(counted), ')']),
    );
    const stale = latestRows(data)
      .filter(isStale)
      .map((row) => login(nameOf(row)));
    if (outcome.truth !== 'pending') return say(have, `: ${explainApproved.headlines(outcome, scene)[0] ?? ''}`);
    return stale.length === 0 ? have : say(have, '; ', list(stale), ' approved something else');
  },
  detail(outcome, scene): Omit<Detail, 'rule'> {
    const data = summaryOf(outcome);
    return {
      looked: say(
        scene.facts.kind === 'deployment'
          ? 'the approvals of this deployment, and who had a part in what it brings'
          : 'the reviews, what they were given for, and who had a part in the change',
      ),
      required: describeRequired(data, scene),
      found: findingsOf(outcome, data, scene),
      approvals: latestRows(data).map((row) => ({
        approval: describeReview(row, scene),
        counts:
          row['counts'] === 'yes' ? 'yes' : row['counts'] === 'unknown' ? 'unknown' : isStale(row) ? 'no longer' : 'no',
        why: describeObjection(row, scene),
      })),
      commits: [],
    };
  },
  steps: approvalSteps,
};

function mention(names: readonly string[]): string {
  return names.map((name) => `@${name}`).join(' and ');
}

/** "1 maintainer", "2 maintainers", "1 reviewer". */
function describePeople(count: number, roles: readonly string[]): string {
  const [role] = roles;
  if (role === undefined || roles.length > 1) return countOf(count, 'reviewer');
  const name = toPlain(role);
  if (!name.endsWith('s')) return `${count} of ${name}`;
  return countOf(count, name.slice(0, -1));
}

function waitFor(data: Data, missing: number): readonly string[] {
  const people = describePeople(missing, requiredOf(data).by);
  const stale = latestRows(data).findLast(isStale);
  const why: Readonly<Record<string, string>> = {
    'content-changed': `code changed after @${stale === undefined ? '' : nameOf(stale)} approved`,
    'base-moved': `the base moved after @${stale === undefined ? '' : nameOf(stale)} approved`,
    'before-base-change': `@${stale === undefined ? '' : nameOf(stale)} approved for another base`,
  };
  const reason = stale === undefined ? undefined : why[textOf(stale['why'])];
  const plain = [`${people} to approve`, people, countOf(missing, 'reviewer')];
  return reason === undefined ? plain : [`${people}: ${reason}`, ...plain];
}

function nobodyCan(outcome: Outcome): readonly string[] {
  const unattributed = outcome.findings.filter(({ code: found }) => found === 'approved.unattributed');
  const [commit] = unattributed.flatMap(({ commits }) => commits);
  if (commit === undefined) return ['nobody can approve: the author’s account is gone', 'nobody can approve'];
  return [`nobody can approve while ${shortOid(commit)} is nobody’s commit`, 'nobody can approve'];
}

function describeRequired(data: Data, { facts }: Scene): Sentence {
  const { count, by, notBy } = requiredOf(data);
  const who =
    by.length === 0
      ? say('by people with write access')
      : say(
          'by ',
          list(
            by.map((role) => code(role)),
            'or',
          ),
        );
  const not =
    notBy.length === 0
      ? say('')
      : say(
          ', not by ',
          list(
            notBy.map((part) => ({ text: part })),
            'or',
          ),
        );
  const what = facts.kind === 'deployment' ? 'this deployment' : 'what would land now';
  return say(`${countOf(count, 'approval')} of ${what}, `, who, not);
}

function findingsOf(outcome: Outcome, data: Data, { facts }: Scene): readonly Sentence[] {
  const eligible = listOf(data['eligible']).map((person) => login(textOf(recordOf(person)['login'])));
  const more = numberOf(data['eligibleCount']) - eligible.length;
  const unresolved = listOf(data['unresolved']).map((name) => code(textOf(recordOf(name)['name'])));
  const unread = outcome.findings.filter(({ code: found }) => found === 'approved.unread');
  return [
    say(`${numberOf(data['counted'])} of ${countOf(requiredOf(data).count, 'approval')}`),
    ...(eligible.length === 0 || outcome.truth === 'met'
      ? []
      : [
          say(
            'can approve now: ',
            joinWith(
              ', ',
              eligible.map((person) => say(person)),
            ),
            more > 0 ? ` and ${more} more` : '',
          ),
        ]),
    ...(unresolved.length === 0 ? [] : [say('it could not be read who belongs to ', list(unresolved))]),
    ...unread.map((finding) =>
      say(`the ${textOf(finding.data['what'])} could not be read: `, outside(textOf(finding.data['detail']), 200)),
    ),
    ...outcome.findings
      .filter(({ code: found }) => found === 'approved.unattributed')
      .map((finding) => describeUnattributed(finding.commits, finding.data)),
    ...(outcome.truth === 'met' || facts.kind === 'deployment'
      ? []
      : [say('GitHub may show “Approved”: its rule counts differently')]),
  ];
}

function describeUnattributed(commits: readonly string[], data: Data): Sentence {
  const part = { author: 'author', committers: 'committer', coauthors: 'co-author' }[textOf(data['as'])] ?? 'author';
  if (commits.length === 0)
    return say('the account of the author no longer exists, so nobody can be told apart from the author');
  return say(`GitHub knows no account for the ${part} of `, oids(commits), ', so it may be any reviewer');
}

function describeReview(row: Data, { now }: Scene): Sentence {
  const commit = textOf(row['commit']);
  const name = nameOf(row);
  return say(
    name === '' ? 'a deleted account' : login(name),
    `, ${describeState(row)}${timeOfDay(numberOf(row['at']), now)}`,
    ...(commit === '' ? [] : [' on ', code(shortOid(commit))]),
  );
}
