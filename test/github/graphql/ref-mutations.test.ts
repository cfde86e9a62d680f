import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nodeId } from '../node-id.ts';
import { commitTo, makeSample, type Sample } from './sample.ts';

let sample: Sample;
let head: string;

beforeAll(async () => {
  sample = await makeSample();
  head = await commitTo(sample, { ...sample, branch: 'main', by: sample.ann, files: { a: '1' } });
});

afterAll(() => sample.close());

const tip = async (name: string): Promise<string | null> =>
  sample.world.git.readRef(sample.repository.gitDir, `refs/heads/${name}`);

const zeros = '0'.repeat(40);
const updateRefs = (refUpdates: readonly object[]): ReturnType<Sample['ask']> =>
  sample.ask('mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }', {
    input: { repositoryId: nodeId('repository', sample.repository.id), refUpdates, clientMutationId: 'me' },
  });

test('updateRefs creates only what does not exist, moves only what is where it is said to be, all or nothing', async () => {
  const { repository, ann } = sample;
  const one = await commitTo(sample, { repository, branch: 'scratch', from: head, by: ann, files: { s: '1' } });
  const name = 'refs/heads/born';
  expect(await updateRefs([{ name, afterOid: head, beforeOid: zeros }])).toEqual({
    data: { updateRefs: { clientMutationId: 'me' } },
  });
  expect(await updateRefs([{ name, afterOid: one, beforeOid: zeros }])).toMatchObject({
    data: { updateRefs: null },
    errors: [{ type: 'UNPROCESSABLE', message: expect.stringContaining('already exists') }],
  });
  const both = [
    { name: 'refs/heads/second', afterOid: one, beforeOid: zeros },
    { name, afterOid: one, beforeOid: one },
  ];
  expect(await updateRefs(both)).toMatchObject({ errors: [{ type: 'STALE_DATA' }] });
  expect(await tip('second')).toBeNull();
  expect((await updateRefs([{ name, afterOid: one, beforeOid: head }])).errors).toBeUndefined();
  expect(await updateRefs([{ name, afterOid: head }])).toMatchObject({
    errors: [{ message: 'Update is not a fast forward' }],
  });
  expect((await updateRefs([{ name, afterOid: head, force: true }])).errors).toBeUndefined();
  expect(await updateRefs([{ name: 'born', afterOid: head }])).toMatchObject({
    errors: [{ message: expect.stringContaining('fully qualified') }],
  });
  expect(await updateRefs([{ name: `${name}/below`, afterOid: head, beforeOid: zeros }])).toMatchObject({
    errors: [{ message: expect.stringContaining('Reference update failed') }],
  });
  expect(await updateRefs([{ name, afterOid: 'ab'.repeat(20) }])).toMatchObject({
    errors: [{ message: expect.stringContaining('Object does not exist') }],
  });
  expect((await updateRefs([{ name, afterOid: zeros, beforeOid: head }])).errors).toBeUndefined();
  expect(await tip('born')).toBeNull();
});

test('createRef, updateRef and deleteRef', async () => {
  const { repository, ann } = sample;
  const create = `mutation($input: CreateRefInput!) { createRef(input: $input) { ref { id name prefix target { oid } } } }`;
  const input = { repositoryId: nodeId('repository', repository.id), name: 'refs/heads/made', oid: head };
  const made = await sample.ask(create, { input });
  expect(made).toMatchObject({
    data: { createRef: { ref: { name: 'made', prefix: 'refs/heads/', target: { oid: head } } } },
  });
  expect(await sample.ask(create, { input })).toMatchObject({
    errors: [{ message: expect.stringContaining('already exists') }],
  });
  const refId = Object(made.data)['createRef'].ref.id;
  const next = await commitTo(sample, { repository, branch: 'next', from: head, by: ann, files: { n: '1' } });
  const update = 'mutation($input: UpdateRefInput!) { updateRef(input: $input) { ref { target { oid } } } }';
  expect(await sample.ask(update, { input: { refId, oid: next } })).toMatchObject({
    data: { updateRef: { ref: { target: { oid: next } } } },
  });
  expect(await sample.ask(update, { input: { refId, oid: head } })).toMatchObject({
    errors: [{ message: 'Update is not a fast forward' }],
  });
  expect(
    (
      await sample.ask('mutation($input: DeleteRefInput!) { deleteRef(input: $input) { clientMutationId } }', {
        input: { refId },
      })
    ).errors,
  ).toBeUndefined();
  expect(await tip('made')).toBeNull();
});
