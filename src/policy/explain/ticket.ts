import type { Detail, Sentence } from '../explanation.ts';
import { listOf, textOf } from '../finding-data.ts';
import type { Finding, Outcome } from '../verdict.ts';
import { addressed, commitsOf, type Explainer, whoFixes } from './explainer.ts';
import { describeCommit } from './signed.ts';
import { code, eachOf, joinWith, list, oids, outside, partOf, say, shortOid } from './words.ts';

export const explainTicket: Explainer = {
  headlines(outcome, scene) {
    if (outcome.truth === 'unknown') return ['it is not known whether a ticket is named'];
    const { author } = scene.facts.change;
    if (wantsTitle(outcome))
      return [`the title names no ticket: ${addressed(author, 'add one')}`, 'the title names no ticket: add one'];
    const bad = commitsOf(outcome, scene);
    const [first] = bad;
    if (first === undefined) return ['there are no commits'];
    const isLanded = scene.facts.kind === 'deployment';
    const fixer = whoFixes(first, scene);
    if (wantsAny(outcome) && isLanded) return ['no commit names a ticket'];
    if (wantsAny(outcome))
      return [`no commit names a ticket: ${addressed(fixer, 'add one')}`, 'no commit names a ticket: add one'];
    const what = `${partOf(bad.length, scene.commits.length, 'commit')} ${bad.length === 1 ? 'names' : 'name'} no ticket`;
    if (isLanded) return [what];
    const act = bad.length === 1 ? `add one to ${shortOid(first.oid)}` : 'add one to each';
    return [`${what}: ${addressed(fixer, act)}`, `${what}: ${act}`, what];
  },
  row: (outcome) => {
    const found = ticketsOf(outcome);
    const missing = outcome.findings.filter(({ truth }) => truth !== 'met').map(describe);
    const named = found.length === 0 ? [] : [list(found.map((key) => code(key)))];
    if (outcome.truth === 'met') return joinWith('; ', named.length === 0 ? [say('no commit has to name one')] : named);
    return joinWith('; ', [...missing, ...named]);
  },
  detail(outcome, scene): Omit<Detail, 'rule'> {
    const bad = outcome.findings.filter(({ truth }) => truth !== 'met');
    const byOid = new Map(scene.commits.map((commit) => [commit.oid, commit]));
    const from = textOf(bad[0]?.data['from']);
    const where = wantsTitle(outcome)
      ? 'in the title'
      : wantsAny(outcome)
        ? 'in at least one commit message'
        : 'in each commit message';
    return {
      looked: say(
        wantsTitle(outcome)
          ? 'the title of the pull request'
          : `the message of ${eachOf(scene.commits.length, 'commit')}`,
      ),
      required: say('a ticket of ', code(from), ` ${where}, as a whole word`),
      found: bad.map(describe),
      approvals: [],
      commits: bad.flatMap((finding) =>
        finding.commits.map((oid) => ({
          oid,
          sentence: say(describe({ ...finding, commits: [oid] }), ...describeCommit(byOid.get(oid), scene)),
        })),
      ),
    };
  },
  steps(outcome) {
    if (outcome.truth !== 'unmet' || !wantsTitle(outcome)) return [];
    return [{ sentence: say('Edit the title of the pull request so that it names a ticket.'), commands: [] }];
  },
};

/** The keys that were found, each once. */
export function ticketsOf(outcome: Outcome): readonly string[] {
  return [...new Set(outcome.findings.flatMap(({ data }) => listOf(data['tickets']).map(textOf)))];
}

function wantsTitle({ findings }: Outcome): boolean {
  return findings.some(({ code: found }) => found === 'ticket.missing-in-title' || found === 'ticket.no-title');
}

function wantsAny({ findings }: Outcome): boolean {
  return findings.some(({ data }) => data['in'] === 'any_commit');
}

function describe({ code: found, commits, data }: Finding): Sentence {
  switch (found) {
    case 'ticket.missing':
      return say(oids(commits), ` ${commits.length === 1 ? 'names' : 'name'} no ticket`);
    case 'ticket.missing-in-title':
      return say('the title names no ticket');
    case 'ticket.no-title':
      return say('there is no title here');
    case 'ticket.no-commits':
      return say('there are no commits');
    case 'ticket.no-source':
      return say('the policy defines no tracker ', code(textOf(data['from'])));
    default:
      return say('the commits could not be read: ', outside(textOf(data['detail']), 200));
  }
}
