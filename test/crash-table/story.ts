import type { CheckRunView } from '../github/control/pull-requests.ts';
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

/** The title names a ticket, and a maintainer approved. */
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
`;

const isRecorded = ({ summary }: CheckRunView): boolean => summary?.includes('Recorded: entry') === true;

/**
 * A pull request opened, red, waiting, approved, green; its policy changes twice; somebody asks; a webhook comes again,
 * another one not at all; the database is rolled back, and lost; then it is merged.
 */
export async function beginStory({ github, appId }: Surroundings): Promise<Story> {
  const team = await openTeam({ github, appId, policy: policyOf });
  const { repository, dana, amir, owner, organization } = team;
  const change = { number: 0, head: '' };
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
  const isTold = async (): Promise<boolean> =>
    (await github.log({ repository, revision: 'countersign/ledger' })).some(({ message }) =>
      message.includes('landed covered'),
    );
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
    { name: 'a stricter policy', act: () => team.writePolicy(policyOf(organization, 'NONE')), isDone: red },
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
      isDone: async () => (await github.pullRequest(named())).merged && (await isTold()),
    },
  ];
  return { team, acts };
}
