import { type Facts, known, unknown } from '../../src/policy/facts.ts';
import { amir, bo, commit, dana, eli, file, makeFacts, oid, review, robot, signedBy } from './scenery.ts';

/** Named pull requests that differ in size, in the shape of their history, and in who made them. */
const directory: Facts['directory'] = {
  users: { 'copilot-review[bot]': known(robot) },
  teams: { 'acme/staff': known({ id: 702, members: [dana, amir, bo] }), ...makeFacts().directory.teams },
};

function make(changes: Parameters<typeof makeFacts>[0] = {}): Facts {
  return makeFacts({ directory, reviews: known([review(amir)]), ...changes });
}

const sized = (...files: readonly ReturnType<typeof file>[]): Facts => make({ files: known(files) });
const by = (person: typeof dana | null) => ({ person, name: 'x', email: 'x' });
const merge = (updatesFromBase: boolean) => commit(12, { parents: [oid(11), oid(9)], updatesFromBase });
const toRelease = { base: 'release/1.2' };

export const historySituations: Readonly<Record<string, Facts>> = {
  small: sized(file('a', { additions: 10, deletions: 3 })),
  large: sized(file('a', { additions: 300, deletions: 0 }), file('b', { additions: 101, deletions: 0 })),
  removing: sized(file('a', { additions: 0, deletions: 100 })),
  'large-lock-file': sized(file('package-lock.json', { additions: 9_000, deletions: 0 })),
  'lock-file-moved-in': sized(file('package-lock.json', { previousPath: 'src/a.ts', additions: 401, deletions: 0 })),
  'update-release': make({ change: toRelease, commits: known([commit(10), commit(11), merge(true)]) }),
  'merged-other': make({ commits: known([commit(10), commit(11), merge(false)]) }),
  'many-commits': make({ commits: known(Array.from({ length: 21 }, (_, index) => commit(10 + index))) }),
  'commits-unread': make({ commits: unknown('too-many', 'more than 10,000 commits') }),
  'by-staff': make(),
  'by-others': make({
    commits: known([commit(12, { author: by(eli), committer: by(eli), signature: known(signedBy(eli)) })]),
  }),
  'agent-to-release': make({ change: toRelease, commits: known([commit(12, { coauthors: [by(robot)] })]) }),
  'nobody-to-release': make({ change: toRelease, commits: known([commit(12, { author: by(null) })]) }),
};
