import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Analysis,
  commitsFor,
  describeKind,
  findSuperseded,
  kindOf,
  readAnalyses,
  readIfAny,
} from '../../src/github/code-analyses.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await github.stop();
  expect({ problems, unimplemented }).toEqual({ problems: [], unimplemented: [] });
});

const MAIN = 'refs/heads/main';
const scanning = ({ api, place }: Scene, ref = MAIN) => ({ api, names: place.repository, ref });
const [one, other] = ['a'.repeat(40), 'b'.repeat(40)];
const analysis = (commit: string, at: number, category = ''): Analysis => ({ tool: 'CodeQL', category, commit, at });

test('of one ref, newest first, without those that failed', async () => {
  const scene = await openScene(github);
  const { repository } = scene;
  expect(await readAnalyses(scanning(scene))).toEqual([]);
  await github.addAnalysis({ repository, commit: one, category: '/language:go' });
  await github.advanceClock({ milliseconds: 2_000 });
  await github.addAnalysis({ repository, commit: other, tool: 'Trivy' });
  await github.addAnalysis({ repository, commit: other, error: 'out of memory' });
  await github.addAnalysis({ repository, commit: other, ref: 'refs/pull/1/merge' });
  const read = await readAnalyses(scanning(scene));
  expect(read).toMatchObject([
    { tool: 'Trivy', category: '', commit: other },
    { tool: 'CodeQL', category: '/language:go', commit: one },
  ]);
  expect(read[0]?.at).toBeGreaterThan(read[1]?.at ?? 0);
});

test('a 404 that says something else is no empty list', async () => {
  const { api, place, repository } = await openScene(github);
  await github.setAlertsOff({ repository, kind: 'code_scanning', status: 404, words: 'Not Found' });
  const request = {
    route: 'GET /repos/{owner}/{repo}/code-scanning/alerts',
    parameters: { owner: place.repository.owner, repo: place.repository.name },
    items: () => [],
    read: () => null,
  };
  await expect(readIfAny(api, request)).rejects.toMatchObject({ code: 'github.not-found' });
  await github.setAlertsOff({ repository, kind: 'code_scanning', words: null });
  expect(await readIfAny(api, request)).toEqual({ found: [], isAll: true });
});

test('of a pull request the newest merge of its head counts as well', async () => {
  const scene = await openScene(github);
  const { repository, root } = scene;
  const commit = async (branch: string, parents: readonly string[]) =>
    (
      await github.pushCommit({
        repository,
        branch,
        parents: [...parents],
        files: { [`${branch}.txt`]: 'x\n' },
        message: `${branch}\n`,
        as: `dana-${scene.organization.slice('acme-'.length)}`,
      })
    ).oid;
  const head = await commit('fix', [root]);
  const merge = await commit('merged', [root, head]);
  const reversed = await commit('reversed', [head, root]);
  const pull = scanning(scene, 'refs/pull/1/merge');
  expect(await commitsFor(pull, head, [analysis(merge, 2), analysis(reversed, 1)])).toEqual(new Set([head, merge]));
  expect(await commitsFor(pull, head, [analysis(reversed, 2), analysis(merge, 1)])).toEqual(new Set([head]));
  expect(await commitsFor(pull, head, [analysis(one, 2)])).toEqual(new Set([head]));
  expect(await commitsFor(scanning(scene), head, [analysis(merge, 2)])).toEqual(new Set([head]));
  expect(await commitsFor(pull, head, [])).toEqual(new Set([head]));
});

test('one kind of analysis', () => {
  const ours = new Set([one]);
  const kind = [analysis(other, 9), analysis(one, 7), analysis(one, 5)];
  expect(describeKind(kind, ours)).toEqual([{ tool: 'CodeQL', category: '', newest: 9, ofCommit: 7 }]);
  expect(describeKind([analysis(other, 9)], ours)).toEqual([
    { tool: 'CodeQL', category: '', newest: 9, ofCommit: null },
  ]);
  expect(describeKind([], ours)).toEqual([]);
});

test('when a kind went on to another commit', () => {
  const ours = new Set([one]);
  const went = [analysis(other, 9), analysis(other, 8), analysis(one, 7), analysis(other, 6)];
  const stayed = [analysis(one, 9, 'js'), analysis(other, 8, 'js')];
  const never = [analysis(other, 9, 'go')];
  expect(findSuperseded([went, stayed, never], ours)).toEqual(new Map([[kindOf({ tool: 'CodeQL', category: '' }), 8]]));
});
