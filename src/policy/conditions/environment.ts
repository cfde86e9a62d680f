import type { Condition } from '../condition.ts';
import { foldEnvironment } from '../environment-name.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlobs, globList, globsOf } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';

export type EnvironmentSettings = string | readonly string[];

export const environment: Condition<EnvironmentSettings> = {
  name: 'environment',
  schema: {
    ...globList,
    description:
      'The environment that is deployed to matches one of these globs. Case does not count, nor does it on GitHub.',
  },
  // In the form in which they are compared: in lower case a range like `[Z-a]` has its ends the wrong way round.
  check: (settings) =>
    checkGlobs([], typeof settings === 'string' ? foldEnvironment(settings) : settings.map(foldEnvironment)),
  needs: () => noNeeds,
  // Where a deployment goes never changes.
  watches: [],
  judge(settings, { facts: { kind, deployment } }) {
    const globs = globsOf(settings);
    if (deployment === undefined) {
      // A rule for an environment must not be skipped because the facts lack it.
      const isOther = kind !== 'deployment';
      const finding = makeFinding(isOther ? 'environment.none' : 'environment.unread', isOther ? 'unmet' : 'unknown', {
        globs,
      });
      return outcomeOf('environment', [finding]);
    }
    const name = foldEnvironment(deployment.environment);
    const matches = globs.some((glob) => compileGlob(foldEnvironment(glob)).test(name));
    return outcomeOf('environment', [
      makeFinding(matches ? 'environment.matches' : 'environment.differs', matches ? 'met' : 'unmet', {
        environment: deployment.environment,
        globs,
      }),
    ]);
  },
};
