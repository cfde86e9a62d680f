import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlobs, globList, globsOf } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';

export type BaseSettings = string | readonly string[];

export const base: Condition<BaseSettings> = {
  name: 'base',
  schema: {
    ...globList,
    description: 'The branch that the change wants to reach matches one of these globs. `*` does not cross a `/`.',
  },
  check: (settings) => checkGlobs([], settings),
  needs: () => noNeeds,
  watches: ['base'],
  judge(settings, { facts }) {
    const globs = globsOf(settings);
    const matches = globs.some((glob) => compileGlob(glob).test(facts.change.base));
    return outcomeOf('base', [
      makeFinding(matches ? 'base.matches' : 'base.differs', matches ? 'met' : 'unmet', {
        base: facts.change.base,
        globs,
      }),
    ]);
  },
};
