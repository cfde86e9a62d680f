import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { noNeeds } from '../need-set.ts';
import { checkGlob } from './changed.ts';

export type BaseSettings = string | readonly string[];

export const base: Condition<BaseSettings> = {
  name: 'base',
  schema: {
    type: ['string', 'array'],
    description: 'The branch that the change wants to reach matches one of these globs. `*` does not cross a `/`.',
    minLength: 1,
    maxLength: 250,
    minItems: 1,
    maxItems: 100,
    items: { type: 'string', minLength: 1, maxLength: 250 },
  },
  check: (settings) =>
    typeof settings === 'string'
      ? checkGlob([], settings)
      : settings.flatMap((glob, index) => checkGlob([index], glob)),
  needs: () => noNeeds,
  watches: ['base'],
  judge(settings, { facts }) {
    const globs = typeof settings === 'string' ? [settings] : settings;
    const matches = globs.some((glob) => compileGlob(glob).test(facts.change.base));
    return outcomeOf('base', [
      makeFinding(matches ? 'base.matches' : 'base.differs', matches ? 'met' : 'unmet', {
        base: facts.change.base,
        globs,
      }),
    ]);
  },
};
