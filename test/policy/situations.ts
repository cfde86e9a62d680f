import { type Facts, known, unknown } from '../../src/policy/facts.ts';
import {
  amir,
  bo,
  commit,
  dana,
  file,
  makeFacts,
  now,
  oid,
  review,
  robot,
  signedBy,
  tree,
  unsigned,
} from './scenery.ts';

/** Named pull requests that the examples of the documentation are judged on. */
const dependabot = { id: 91, login: 'dependabot[bot]', type: 'bot' } as const;
const nobody = { person: null, name: 'x', email: 'x@nowhere' };
const byGitHub = known(signedBy(null, { byGitHub: true, format: 'openpgp' }));
const update = commit(12, {
  message: 'Merge branch main',
  parents: [oid(11), oid(9)],
  updatesFromBase: true,
  signature: byGitHub,
});
const at = (number: number, mergeBase = oid(9)) => ({
  oid: oid(number + 100),
  tree: tree(number),
  mergeBase: known(mergeBase),
});

const base = makeFacts();
const directory = {
  users: { ...base.directory.users, 'dependabot[bot]': known(dependabot) },
  teams: base.directory.teams,
};

function make(changes: Parameters<typeof makeFacts>[0] = {}): Facts {
  return makeFacts({ directory, reviews: known([review(amir)]), ...changes });
}

export const situations: Readonly<Record<string, Facts>> = {
  good: make(),
  unsigned: make({ commits: known([commit(10, { signature: unsigned }), commit(11), commit(12)]) }),
  'other-signer': make({ commits: known([commit(12, { signature: known(signedBy(bo)) })]) }),
  'github-busy': make({
    commits: known([
      commit(12, { signature: known(signedBy(dana, { state: 'invalid', reason: 'GPGVERIFY_UNAVAILABLE' })) }),
    ]),
  }),
  'update-branch': make({ commits: known([commit(10), commit(11), update]) }),
  'no-ticket': make({ commits: known([commit(12, { message: 'fix: rounding' })]) }),
  'look-alike': make({ commits: known([commit(12, { message: 'fix: SHOP-2026-41284' })]) }),
  wip: make({ commits: known([commit(12, { message: 'fix: wip\n\nSHOP-412' })]) }),
  local: make({ change: { number: null, title: '', author: null } }),
  unreviewed: make({ reviews: known([]) }),
  auth: make({ files: known([file('src/auth/login.ts')]) }),
  'moved-out-of-auth': make({
    files: known([file('docs/login.ts', { previousPath: 'src/auth/login.ts', change: 'renamed' })]),
  }),
  generated: make({ files: known([file('dist/main.js')]) }),
  'too-many-files': make({ files: unknown('too-many', 'more than 3,000 files') }),
  docs: make({ files: known([file('docs/a.md')]), reviews: known([]) }),
  'docs-on-side': make({ files: known([file('docs/a.md')]), reviews: known([]), change: { base: 'side' } }),
  'to-release': make({ change: { base: 'release/1.2' } }),
  'by-bot': make({ change: { author: dependabot } }),
  'agent-set-to-work': make({ change: { author: robot, assignments: known([{ assignee: amir, by: robot }]) } }),
  'self-approved': make({ reviews: known([review(dana)]) }),
  'pushed-by-reviewer': make({ pushers: known([dana, amir]) }),
  'old-content': make({ reviews: known([review(amir, { commit: at(11) })]) }),
  're-signed': make({ reviews: known([review(amir, { commit: at(12) })]) }),
  'old-tree-new-base': make({ reviews: known([review(amir, { commit: at(12, oid(3)) })]) }),
  'before-retarget': make({ change: { baseChangedAt: known(now) } }),
  'bot-approved': make({ reviews: known([review(robot)]) }),
  'changes-requested': make({ reviews: known([review(amir), review(bo, { state: 'changes_requested' })]) }),
  'nobodys-commit': make({ commits: known([commit(12, { committer: nobody })]) }),
  'unseen-push': make({ pushers: unknown('not-recorded', 'nobody saw who pushed') }),
};
