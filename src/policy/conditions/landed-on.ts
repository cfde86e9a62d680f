import type { Condition } from '../condition.ts';
import { makeNoDeployment, makeUnread } from '../deployment-findings.ts';
import { makeFinding, outcomeOf, showSome } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlobs, globList, globsOf } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';

export type LandedOnSettings = string | readonly string[];

const codes = { unread: 'landed_on.unread', notRecorded: 'landed_on.not-recorded' } as const;

export const landedOn: Condition<LandedOnSettings> = {
  name: 'landed_on',
  schema: {
    ...globList,
    description:
      'The commit that is deployed is recorded as what a push left on a branch that matches one of these globs. `*` does not cross a `/`.',
  },
  check: (settings) => checkGlobs([], settings),
  needs: () => noNeeds,
  watches: ['deployments'],
  judge(settings, { facts: { deployment } }) {
    if (deployment === undefined) return outcomeOf('landed_on', [makeNoDeployment('landed_on.no-deployment')]);
    if (!deployment.landedOn.known) return outcomeOf('landed_on', [makeUnread(codes, deployment.landedOn.why)]);
    const globs = globsOf(settings);
    const branches = deployment.landedOn.value;
    const matching = branches.filter((branch) => globs.some((glob) => compileGlob(glob).test(branch)));
    const { shown, count } = showSome(matching.length > 0 ? matching : branches);
    return outcomeOf('landed_on', [
      makeFinding(
        matching.length > 0 ? 'landed_on.matches' : 'landed_on.differs',
        matching.length > 0 ? 'met' : 'unmet',
        { globs, branches: shown, count },
      ),
    ]);
  },
};
