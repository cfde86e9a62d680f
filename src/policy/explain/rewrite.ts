import type { Segment } from '../explanation.ts';
import type { CommitFacts } from '../facts.ts';
import type { Scene, Step } from './explainer.ts';
import { code, oids, say } from './words.ts';

/**
 * Which commits have to be made anew, and how. One rewriting serves all conditions: a second one would start from
 * object ids that the first has replaced.
 */
export interface Rewrite {
  readonly sign: readonly CommitFacts[];
  /** They lack a ticket; `key`: one to propose. */
  readonly ticket: { readonly commits: readonly CommitFacts[]; readonly key: string | null };
  /** Their messages need a person's words. */
  readonly reword: readonly CommitFacts[];
}

const PUSH = 'git push --force-with-lease';

/** The commands, each for a POSIX shell in a clone with the branch checked out. Object ids and our own words only. */
export function planRewrite(rewrite: Rewrite, scene: Scene): readonly Step[] {
  const wanted = new Set([...rewrite.sign, ...rewrite.ticket.commits, ...rewrite.reword].map(({ oid }) => oid));
  const start = scene.commits.findIndex(({ oid }) => wanted.has(oid));
  if (start === -1) return [];
  const range = scene.commits.slice(start);
  const lacking = new Set(rewrite.ticket.commits.map(({ oid }) => oid));
  // A trailer goes to every commit from the first one on; where some have a ticket already, a person chooses.
  const isUniform =
    lacking.size === 0 || range.every(({ oid, updatesFromBase }) => lacking.has(oid) || updatesFromBase);
  if (rewrite.reword.length > 0 || !isUniform) return [rewordByHand(rewrite, range, scene)];
  return [amendAll(rewrite, range, scene)];
}

/** How `git rebase` reaches all of `range`, the commits from some one to the head. */
export function rebaseOnto(range: readonly CommitFacts[], scene: Scene): string {
  const merges = range.filter(({ parents }) => parents.length > 1);
  const update = merges.findLast(({ updatesFromBase }) => updatesFromBase);
  // What was merged in from the base is not ours to rewrite: with the last such merge's other side as upstream, git
  // leaves it alone and makes the merges anew.
  const upstream = update?.parents[1] ?? range[0]?.parents[0] ?? scene.facts.change.baseTip;
  const isRoot = update === undefined && range[0]?.parents.length === 0;
  return `${merges.length > 0 ? '--rebase-merges ' : ''}${isRoot ? '--root' : nameOid(upstream)}`;
}

function amendAll({ sign, ticket }: Rewrite, range: readonly CommitFacts[], scene: Scene): Step {
  const flags = [
    ...(sign.length > 0 ? ['-S'] : []),
    ...(ticket.commits.length > 0 ? [`--trailer "Ticket: ${ticket.key ?? 'KEY'}"`] : []),
    ...unusualFlags(range),
  ];
  const amend = `git commit --amend --no-edit ${flags.join(' ')}`;
  const command = range.length === 1 ? amend : `git rebase --exec '${amend}' ${rebaseOnto(range, scene)}`;
  return { sentence: say('One command, then push.', ...explainKey(ticket)), commands: [`${command} && ${PUSH}`] };
}

/** git refuses to amend a commit that changes nothing, or that says nothing, unless it is told to. */
function unusualFlags(range: readonly CommitFacts[]): readonly string[] {
  const isEmpty = range.some(({ tree, parents }) =>
    range.some((other) => parents.includes(other.oid) && other.tree === tree),
  );
  const isSilent = range.some(({ message }) => message.trim() === '');
  return [...(isEmpty ? ['--allow-empty'] : []), ...(isSilent ? ['--allow-empty-message'] : [])];
}

function explainKey({ commits, key }: Rewrite['ticket']): readonly (string | Segment)[] {
  if (commits.length === 0) return [];
  return key === null
    ? [' Write the ticket in place of ', code('KEY'), '.']
    : [' Write another ticket if ', code(key), ' is not the one.'];
}

function rewordByHand({ sign, ticket, reword }: Rewrite, range: readonly CommitFacts[], scene: Scene): Step {
  const named = new Set([...ticket.commits, ...reword].map(({ oid }) => oid));
  const commits = range.filter(({ oid }) => named.has(oid)).map(({ oid }) => oid);
  const signFlag = sign.length > 0 ? ' -S' : '';
  const what = reword.length === 0 ? 'add the ticket to the message' : 'write the message anew';
  if (range.length === 1) {
    return {
      sentence: say(`In the editor that opens, ${what}; then push.`),
      commands: [`git commit --amend${signFlag} && ${PUSH}`],
    };
  }
  return {
    sentence: say(
      'In the list that opens, change ',
      code('pick'),
      ' to ',
      code('reword'),
      ' for ',
      oids(commits),
      `; then ${what} in each editor that opens, and push.`,
    ),
    commands: [`git rebase -i${signFlag}${sign.length > 0 ? ' --no-ff' : ''} ${rebaseOnto(range, scene)} && ${PUSH}`],
  };
}

/** Ids come from facts; only hexadecimal digits ever reach a shell. */
function nameOid(oid: string): string {
  return /^[0-9a-f]{7,64}$/.test(oid) ? oid.slice(0, 12) : 'HEAD~1';
}
