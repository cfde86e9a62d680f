import { expect, test } from '@jest/globals';
import { type Extension, readWorkload } from '../../src/signatures/workload.ts';
import { claimsOf } from './attestations.ts';
import { der, utf8 } from './der.ts';

const extensionOf = (number: number, value: Uint8Array): Extension => ({
  oid: { id: [1, 3, 6, 1, 4, 1, 57264, 1, number] },
  value,
});
const extensions = (changes: Readonly<Record<number, string | Buffer>> = {}): readonly Extension[] =>
  Object.entries({ ...claimsOf(), ...changes }).map(([number, value]) =>
    extensionOf(Number(number), typeof value === 'string' ? utf8(value) : value),
  );

test('what the certificate says of the run', () => {
  expect(readWorkload(extensions())).toEqual({
    issuer: 'https://token.actions.githubusercontent.com',
    builder: 'https://github.com/acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    runner: 'github-hosted',
    repository: 'https://github.com/acme/shop',
    repositoryId: 10,
    ownerId: 20,
    commit: 'a'.repeat(40),
    ref: 'refs/heads/main',
    workflow: 'https://github.com/acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    workflowDigest: 'a'.repeat(40),
    run: 'https://github.com/acme/shop/actions/runs/501/attempts/1',
  });
});

test.each([8, 9, 11, 12, 13, 14, 15, 17, 18, 19, 21])('without %i nobody is identified', (number) => {
  const some = extensions().filter(({ oid }) => oid?.id.at(-1) !== number);
  expect(readWorkload(some)).toBeNull();
  expect(readWorkload([...some, extensionOf(number, utf8(''))])).toBeNull();
});

test('said twice is not said', () => {
  expect(readWorkload([...extensions(), extensionOf(15, utf8('11'))])).toBeNull();
});

test('a number that ends alike is another extension', () => {
  const alike = { oid: { id: [1, 3, 6, 1, 4, 1, 57264, 1, 1, 15] }, value: utf8('11') };
  expect(readWorkload([...extensions(), alike, { value: utf8('11') }])).toMatchObject({ repositoryId: 10 });
});

test.each(['0', '-1', '010', '1e3', ' 10', '9007199254740993', '10 '])('%j is no id', (id) => {
  expect(readWorkload(extensions({ 15: id }))).toBeNull();
});

test.each([127, 128, 255, 256, 4_000])('a text of %i bytes', (length) => {
  expect(readWorkload(extensions({ 14: 'r'.repeat(length) }))?.ref).toHaveLength(length);
});

test.each([
  ['more bytes than it says', Buffer.concat([utf8('refs/heads/main'), Buffer.from('x')])],
  ['fewer bytes than it says', utf8('refs/heads/main').subarray(0, -1)],
  ['another kind of text', der(0x16, Buffer.from('refs/heads/main'))],
  ['no UTF-8', der(0x0c, Buffer.from([0xff]))],
  ['bytes without a head', Buffer.from('refs/heads/main')],
  ['a length of three bytes', Buffer.from([0x0c, 0x83, 0, 0, 1, 0x61])],
  ['nothing', Buffer.alloc(0)],
])('%s', (_, value) => expect(readWorkload(extensions({ 14: value }))).toBeNull());
