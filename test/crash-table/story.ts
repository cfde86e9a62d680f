import { MINUTE } from '../../src/base/clock.ts';
import { objectOf } from '../../src/base/json.ts';
import type { DeploymentView } from '../github/control/deployments.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import { ledgerBook } from '../whole/ledger-book.ts';
import { openTeam, type Team } from '../whole/team.ts';
import type { Surroundings } from './world.ts';

/** What happens to a database between two lives. */
export type Misfortune = 'copied' | 'rolled back' | 'lost';

export interface Act {
  readonly name: string;
  /** With no process running, before it. */
  readonly misfortune?: Misfortune;
  /** No process hears of it: the next one has to find out. */
  readonly isUnheard?: true;
  /** All invariants are looked at, and not only that nothing is left over. */
  readonly isJudged?: true;
  readonly act: () => Promise<unknown>;
  readonly isDone: () => Promise<boolean>;
}

export interface Story {
  readonly team: Team;
  readonly acts: readonly Act[];
}

/** The title names a ticket, and a maintainer approved; production runs what landed so, or what somebody covered late. */
const policyOf = (organization: string, ticket = 'SHOP'): string => `version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
tickets:
  jira: { pattern: '${ticket}-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: a maintainer approved
    require:
      approved: { count: 1, by: [maintainers] }
  - name: production runs what was reviewed
    on: [deployment]
    when: { environment: production }
    require:
      source: { is: reviewed, late: allow }
`;

const ENVIRONMENT = 'production';
const WORKFLOW = '.github/workflows/deploy.yml';

const isRecorded = ({ summary }: CheckRunView): boolean => summary?.includes('Recorded: entry') === true;

/**
 * A pull request opened, red, waiting, approved, green; its policy changes twice; somebody asks; a webhook comes again,
 * another one not at all; the database is rolled back, and lost; then it is merged, and deployed: refused for the policy
 * that was pushed past all rules, covered late, released, and told when it runs.
 */
export async function beginStory({ github, appId, data, pass }: Surroundings): Promise<Story> {
  const team = await openTeam({ github, appId, policy: policyOf });
  const { repository, dana, amir, owner, organization } = team;
  const change = { number: 0, head: '', pushed: '' };
  const run = async (): Promise<CheckRunView | undefined> => {
    const runs = change.head === '' ? [] : await github.checkRuns({ repository, sha: change.head });
    return runs.findLast(({ name }) => name === 'countersign: main');
  };
  const becomes = (conclusion: string | null) => async (): Promise<boolean> => {
    const found = await run();
    return found !== undefined && found.conclusion === conclusion && isRecorded(found);
  };
  const named = () => ({ repository, number: change.number });
  const retitle = async (title: string) => await github.editPullRequest({ ...named(), title, as: dana.login });
  const [red, waiting, green] = [becomes('failure'), becomes(null), becomes('success')];
  const say = async (body: string) => await github.comment({ ...named(), as: dana.login, body });
  const answers = async (): Promise<number> =>
    (await github.comments(named())).filter(({ body }) => body.includes('countersign: main')).length;
  /** Of the lines in which the ledger's commits name their entries. */
  const linesWith = async (words: RegExp): Promise<number> =>
    (await github.log({ repository, revision: 'countersign/ledger' }))
      .flatMap(({ message }) => message.split('\n'))
      .filter((line) => words.test(line)).length;
  const codes = async () =>
    (await ledgerBook({ data }, team).entries()).map(
      ({ predicate }) => objectOf(objectOf(predicate)['countersign_event'])['code'],
    );
  const newest = async (): Promise<DeploymentView | undefined> => (await github.deployments({ repository })).at(-1);
  const deploy = async (): Promise<void> => {
    const sha = (await github.repository({ repository })).head ?? '';
    const started = await github.runWorkflow({ repository, sha, path: WORKFLOW, event: 'push', as: dana.login });
    await github.deploy({ repository, run: started.run, environment: ENVIRONMENT });
  };
  const isGiven = (state: 'approved' | 'rejected') => async (): Promise<boolean> =>
    (await newest())?.gates[0]?.answer?.state === state;
  await github.createEnvironment({ repository, name: ENVIRONMENT, gates: [appId] });
  const acts: readonly Act[] = [
    {
      name: 'opened',
      act: async () => Object.assign(change, await team.propose('fix', { title: 'nothing' })),
      isDone: red,
    },
    { name: 'corrected', act: () => retitle('SHOP-1'), isDone: waiting },
    {
      name: 'approved',
      act: () => github.review({ ...named(), as: amir.login, event: 'APPROVE' }),
      isDone: green,
    },
    { name: 'explained', act: () => say('/countersign explain'), isDone: async () => (await answers()) === 1 },
    { name: 'asked again', act: () => say('/countersign recheck'), isDone: green },
    {
      name: 'a stricter policy',
      act: async () => Object.assign(change, { pushed: await team.writePolicy(policyOf(organization, 'NONE')) }),
      isDone: red,
    },
    {
      name: 'a while later',
      // Until then GitHub might know of a merge that it was.
      act: async () => await Promise.resolve(pass(3 * MINUTE)),
      isDone: async () => (await linesWith(/^landed uncovered/)) === 1,
    },
    {
      name: 'a webhook that comes again',
      act: async () => {
        for (const { id, statusCode } of await github.deliveries({ appId, event: 'push' }))
          if (statusCode === 202) await github.redeliver({ id });
      },
      isDone: red,
    },
    { name: 'unheard of', isUnheard: true, act: () => retitle('NONE-1'), isDone: green },
    { name: 'before the copy', misfortune: 'copied', act: () => retitle('nothing'), isDone: red },
    { name: 'after the copy', act: () => retitle('NONE-2'), isDone: green },
    { name: 'rolled back', misfortune: 'rolled back', act: () => retitle('nothing again'), isDone: red },
    { name: 'lost', misfortune: 'lost', isJudged: true, act: () => retitle('NONE-3'), isDone: green },
    {
      name: 'merged',
      isJudged: true,
      act: () => github.merge({ ...named(), as: owner.login }),
      isDone: async () => (await github.pullRequest(named())).merged && (await linesWith(/^landed covered/)) === 1,
    },
    { name: 'refused', act: deploy, isDone: isGiven('rejected') },
    {
      name: 'covered late',
      act: () => github.comment({ ...named(), as: amir.login, body: `/countersign cover ${change.pushed} looked at` }),
      isDone: async () => (await linesWith(/^landed covered/)) === 2,
    },
    { name: 'released', act: deploy, isDone: isGiven('approved') },
    {
      name: 'deployed',
      isJudged: true,
      act: async () => {
        const { id = 0 } = (await newest()) ?? {};
        await github.finishDeployment({ repository, id, state: 'success' });
      },
      isDone: async () => (await codes()).includes('deployment.succeeded'),
    },
  ];
  return { team, acts };
}
