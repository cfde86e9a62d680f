import type { Sentence } from '../explanation.ts';
import { numberOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer, Scene, Step } from './explainer.ts';
import { joinFindings, mainFinding, noRows, openFindings, tellingFindings, unreadable } from './finding-words.ts';
import { demandRange, isBelow } from './number-words.ts';
import { rebaseOnto } from './rewrite.ts';
import { code, countOf, oids, say, shortOid } from './words.ts';

export const explainCommits: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    if (main?.truth !== 'unmet') return ['the commits could not be read'];
    if (main.code === 'commits.no-commits') return ['there are no commits'];
    if (main.code === 'commits.count') return [`${countCommits(main)}: ${demandRange(main.data)}`];
    const [first = ''] = main.commits;
    const what = main.code === 'commits.merges' ? 'merge commit' : 'commit';
    return main.commits.length === 1
      ? [`${what} ${shortOid(first)} is not allowed here: rebase`]
      : [`${countOf(main.commits.length, what)} are not allowed here: rebase`];
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome) => ({
    looked: say('the commits of the change and their parents'),
    required: joinFindings(outcome.findings, describeRequired, ' and '),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps(outcome, scene) {
    const bad = openFindings(outcome).filter(({ truth }) => truth === 'unmet');
    // Commits that are made one line are fewer: who has to do both starts with that.
    const isTangled = bad.some(({ code: found }) => found === 'commits.merges' || found === 'commits.linear');
    if (isTangled) return straighten(scene);
    return bad.some(({ code: found, data }) => found === 'commits.count' && !isBelow(data)) ? squash(scene) : [];
  },
};

function countCommits({ data }: Finding): string {
  return countOf(numberOf(data['count']), 'commit');
}

function describe(finding: Finding): Sentence {
  const { code: found, commits, truth } = finding;
  switch (found) {
    case 'commits.count':
      return say(countCommits(finding));
    case 'commits.merges':
      if (truth === 'met') return say('no merge commit that is not allowed');
      return say(oids(commits), commits.length === 1 ? ' is a merge commit' : ' are merge commits');
    case 'commits.linear':
      if (truth === 'met') return say('the commits stand in one line');
      return say(oids(commits), commits.length === 1 ? ' has' : ' have', ' not exactly one parent');
    case 'commits.no-commits':
      return say('there are no commits');
    default:
      return unreadable('the commits', finding.data);
  }
}

function describeRequired({ code: found, data }: Finding): Sentence {
  switch (found) {
    case 'commits.count':
      return say(`${demandRange(data)} commits`);
    case 'commits.merges':
      return say(
        textOf(data['allowed']) === 'none' ? 'no merge commits' : 'no merge commits but those that bring in the base',
      );
    case 'commits.linear':
      return say('commits in one line, each with one parent');
    case 'commits.no-commits':
      return say('at least one commit');
    default:
      return say('commits that can be read');
  }
}

function squash(scene: Scene): readonly Step[] {
  if (scene.commits.length === 0) return [];
  return [
    {
      sentence: say(
        'In the list that opens, change ',
        code('pick'),
        ' to ',
        code('fixup'),
        ' for commits that belong to the one above them; then push.',
      ),
      commands: [`git rebase -i${signFlag(scene)} ${rebaseOnto(scene.commits, scene)} && git push --force-with-lease`],
    },
  ];
}

/** A rebase leaves merges out; what was resolved in them is asked for again. */
function straighten(scene: Scene): readonly Step[] {
  const { change } = scene.facts;
  if (!/^[0-9a-f]{40,64}$/.test(change.baseTip)) return [];
  const remote = change.fork === null ? '' : ' A clone of a fork needs the repository of the base as a remote for it.';
  const rebase = `git rebase${signFlag(scene)} ${change.baseTip.slice(0, 12)}`;
  return [
    {
      sentence: say(`Put the commits on the tip of the base, without the merges; then push.${remote}`),
      commands: [`git fetch --all && ${rebase} && git push --force-with-lease`],
    },
  ];
}

function signFlag({ signs }: Scene): string {
  return signs ? ' -S' : '';
}
