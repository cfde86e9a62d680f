import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlobs, globList, globsOf } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';

export type HeadSettings = string | readonly string[];

export const head: Condition<HeadSettings> = {
  name: 'head',
  schema: {
    ...globList,
    description:
      'The branch that the change comes from matches one of these globs. `*` does not cross a `/`. In a fork the name is the outsider’s to choose.',
  },
  check: (settings) => checkGlobs([], settings),
  needs: () => noNeeds,
  // A pull request keeps its branch; GitHub closes it when the branch goes.
  watches: [],
  judge(settings, { facts }) {
    const none = findNoRequest('head.no-request', facts);
    if (none !== null) return outcomeOf('head', [none]);
    const globs = globsOf(settings);
    const { headName } = facts.change;
    const matches = globs.some((glob) => compileGlob(glob).test(headName));
    return outcomeOf('head', [
      makeFinding(matches ? 'head.matches' : 'head.differs', matches ? 'met' : 'unmet', {
        head: headName,
        fork: facts.change.fork !== null,
        globs,
      }),
    ]);
  },
};
