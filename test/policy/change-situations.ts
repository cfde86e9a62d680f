import { type Facts, known, unknown } from '../../src/policy/facts.ts';
import { amir, commit, makeFacts, review, unsigned } from './scenery.ts';

/** More named pull requests for the examples of the documentation: about the change as a whole, and its repository. */
function make(changes: Parameters<typeof makeFacts>[0] = {}): Facts {
  return makeFacts({ reviews: known([review(amir)]), properties: known({ tier: 'gold' }), ...changes });
}

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
};
