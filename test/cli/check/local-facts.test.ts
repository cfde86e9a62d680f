import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gatherFacts } from '../../../src/cli/check/local-facts.ts';
import { resolveRange } from '../../../src/cli/check/range.ts';
import { findGit, openRepository } from '../../../src/git/git.ts';
import { allNeeds, noNeeds } from '../../../src/policy/needs.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

let sample: SampleRepository;
beforeAll(() => {
  sample = new SampleRepository();
  sample.commit('base', { a: '1\n', b: 'long enough to be found again\n' });
  sample.git(['checkout', '--quiet', '-b', 'topic']);
  sample.git(['mv', 'b', 'c']);
  sample.commit('topic', { a: '2\n' });
  sample.git(['checkout', '--quiet', 'main']);
  sample.commit('meanwhile', { d: 'd' });
});
afterAll(() => sample.remove());

async function gather(range: string, needs = allNeeds, path = sample.path) {
  const repository = await openRepository(await findGit(process.env), path);
  return gatherFacts({ repository, range: await resolveRange(repository, range), needs, at: 5 });
}

test('files are those that B changed since both parted, renames with both paths', async () => {
  const facts = await gather('main..topic');
  expect(facts.files).toEqual({
    known: true,
    value: [
      { path: 'a', previousPath: null, change: 'modified', additions: 1, deletions: 1 },
      { path: 'c', previousPath: 'b', change: 'renamed', additions: 0, deletions: 0 },
    ],
  });
  expect(facts.commits.known ? facts.commits.value.map(({ message }) => message) : []).toEqual(['topic']);
  expect(facts.change).toMatchObject({
    number: null,
    base: 'main',
    baseTip: sample.head('main'),
    head: sample.head('topic'),
    headTree: sample.tree('topic'),
  });
});

test('what only GitHub knows is unknown, never empty', async () => {
  const facts = await gather('main..topic');
  for (const fact of [facts.reviews, facts.pushers, facts.change.baseChangedAt])
    expect(fact).toMatchObject({ known: false, why: { code: 'not-local' } });
});

test('files that no rule asks for are not read', async () => {
  expect((await gather('main..topic', noNeeds)).files).toMatchObject({ known: false, why: { code: 'not-needed' } });
});

test('histories that share nothing, and a partial clone that lacks what renames take, leave the files unknown', async () => {
  sample.git(['checkout', '--quiet', '--orphan', 'alone']);
  sample.commit('alone', { z: 'z' });
  expect((await gather('main..alone')).files).toMatchObject({ known: false, why: { code: 'incomplete' } });
  sample.git(['config', 'uploadpack.allowFilter', 'true']);
  const path = `${sample.path}/.git/partial-clone`;
  sample.git(['clone', '--quiet', '--bare', '--filter=blob:none', `file://${sample.path}`, path]);
  const facts = await gather('main..topic', allNeeds, path);
  expect(facts.files).toMatchObject({ known: false, why: { code: 'incomplete' } });
  expect(facts.commits.known).toBe(true);
});
