import type { Detail, Sentence } from '../explanation.ts';
import { textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import { addressed, commitsOf, type Explainer, whoFixes } from './explainer.ts';
import { describeCommit } from './signed.ts';
import { code, eachOf, joinWith, oids, outside, partOf, say, shortOid } from './words.ts';

export const explainMessage: Explainer = {
  headlines(outcome, scene) {
    const bad = commitsOf(outcome, scene);
    const [first] = bad;
    if (first === undefined)
      return [outcome.truth === 'unknown' ? 'the commits could not be read' : 'there are no commits'];
    const what = `${partOf(bad.length, scene.commits.length, 'message')} ${bad.length === 1 ? 'is' : 'are'} not as required`;
    if (scene.facts.kind === 'deployment') return [what];
    const act = bad.length === 1 ? `reword ${shortOid(first.oid)}` : 'reword them';
    return [`${what}: ${addressed(whoFixes(first, scene), act)}`, `${what}: ${act}`, what];
  },
  row(outcome) {
    const bad = outcome.findings.filter(({ truth }) => truth !== 'met');
    if (outcome.truth === 'met') return say('the messages are as required');
    return joinWith('; ', bad.map(describe));
  },
  detail(outcome, scene): Omit<Detail, 'rule'> {
    const bad = outcome.findings.filter(({ truth }) => truth !== 'met');
    const byOid = new Map(scene.commits.map((commit) => [commit.oid, commit]));
    const data = bad[0]?.data ?? {};
    const wanted = [
      ...(data['matches'] === undefined ? [] : [say('has ', code(textOf(data['matches'])))]),
      ...(data['not_matches'] === undefined ? [] : [say('does not have ', code(textOf(data['not_matches'])))]),
    ];
    const part = { subject: 'first line', body: 'body', whole: 'message' }[textOf(data['part'])] ?? 'message';
    return {
      looked: say(`the ${part} of ${eachOf(scene.commits.length, 'commit')}`),
      required: say(data['in'] === 'any_commit' ? 'at least one that ' : 'each ', joinWith(' and ', wanted)),
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
  steps: () => [],
};

function describe({ code: found, commits, data }: Finding): Sentence {
  switch (found) {
    case 'message.lacks':
      return say(oids(commits), ` ${commits.length === 1 ? 'does' : 'do'} not have `, code(textOf(data['matches'])));
    case 'message.has':
      return say(oids(commits), ` ${commits.length === 1 ? 'has' : 'have'} `, code(textOf(data['not_matches'])));
    case 'message.no-commits':
      return say('there are no commits');
    default:
      return say('the commits could not be read: ', outside(textOf(data['detail']), 200));
  }
}
