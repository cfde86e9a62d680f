import { type Facts, known, unknown } from '../../src/policy/facts.ts';
import { amir, bo, commit, eli, file, makeFacts, review, unsigned } from './scenery.ts';

/** More named pull requests for the examples of the documentation: about the change as a whole, and its repository. */
function make(changes: Parameters<typeof makeFacts>[0] = {}): Facts {
  return makeFacts({ reviews: known([review(amir)]), properties: known({ tier: 'gold' }), ...changes });
}

const labelled = (...labels: readonly string[]) => make({ labels: known(labels) });
const outside = { owner: eli } as const;
const titled = (title: string) => make({ change: { title } });
const described = (body: string) => make({ change: { body } });

export const changeSituations: Readonly<Record<string, Facts>> = {
  gold: make(),
  bronze: make({ properties: known({ tier: 'bronze' }) }),
  'without-tier': make({ properties: known({ tier: null }) }),
  'tier-undefined': make({ properties: known({}) }),
  'tier-unread': make({ properties: unknown('unavailable', 'GitHub failed') }),
  'open-source': make({
    repository: { id: 2, owner: 'acme', name: 'web', private: false },
    commits: known([commit(12, { signature: unsigned })]),
  }),
  fix: labelled('Fix', 'p1'),
  unlabelled: labelled(),
  'breaking-fix': labelled('fix', 'Breaking'),
  stopped: labelled('fix', 'Work in Progress'),
  'labels-unread': make({ labels: unknown('unavailable', 'GitHub failed') }),
  drafted: make({ change: { draft: true } }),
  'from-fork': make({ change: { fork: outside } }),
  'fork-edits-workflow': make({
    change: { fork: outside },
    files: known([file('.github/workflows/ci.yml')]),
    reviews: known([review(amir), review(bo)]),
  }),
  'fork-deleted': make({ change: { fork: { owner: null } } }),
  'release-to-stable': make({ change: { base: 'stable', headName: 'release/1.2' } }),
  'fix-to-stable': make({ change: { base: 'stable', headName: 'fix/rounding' } }),
  'fork-to-stable': make({ change: { base: 'stable', headName: 'release/1.2', fork: outside } }),
  titled: titled('fix(price): round half up'),
  reverted: titled('Revert "fix: round half up"'),
  'titled-wip': titled('fix: WIP'),
  described: described('## Tests\r\n\r\n- [x] by hand\r\n'),
  'open-box': described('## Tests\n\n- [ ] by hand\n'),
};
