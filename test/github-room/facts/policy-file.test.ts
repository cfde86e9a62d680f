import { describe, expect, test } from '@jest/globals';
import { readFloor, readPolicyFile, unreadablePolicy } from '../../../src/github/facts/policy-file.ts';
import { oid, reader } from '../gql.ts';

const place = { webUrl: 'https://github.com', owner: 'acme', name: 'shop' };
const blob = { oid: oid(7), byteSize: 11, isBinary: false, isTruncated: false, text: 'version: 1\n' };
const entry = (change: object = {}, content: object = {}): object => ({
  mode: 0o100644,
  type: 'blob',
  object: { ...blob, ...content },
  ...change,
});
const target = (file: unknown) => reader({ oid: oid(1), file });
const uri = `https://github.com/acme/shop/blob/${oid(1)}/.github/countersign.yml`;

describe('the policy file', () => {
  test('is there', () => {
    const expected = { state: 'present', text: 'version: 1\n', blob: oid(7), commit: oid(1), uri };
    expect(readPolicyFile(target(entry()), place)).toEqual(expected);
    expect(readPolicyFile(target(entry({ mode: 0o100755 })), place)).toEqual(expected);
    expect(readPolicyFile(target(entry({}, { isBinary: null })), place)).toEqual(expected);
    expect(readPolicyFile(target(entry({}, { byteSize: 65_536 })), place)).toEqual(expected);
  });

  test('is not there', () => {
    expect(readPolicyFile(target(null), place)).toEqual({ state: 'absent', commit: oid(1), uri });
  });

  test.each([
    ['a directory', entry({ type: 'tree', mode: 0o040000 })],
    ['a submodule', entry({ type: 'commit', mode: 0o160000 })],
    ['a symbolic link', entry({ mode: 0o120000 })],
    ['larger than 64 kB', entry({}, { byteSize: 65_537 })],
    ['not text', entry({}, { isBinary: true, text: null })],
    ['not text', entry({}, { text: null })],
    ['a part of it', entry({}, { isTruncated: true })],
  ])('is %s: unusable', (why, file) => {
    const read = readPolicyFile(target(file), place);
    expect(read).toMatchObject({ state: 'unusable', commit: oid(1), uri });
    expect(read.state === 'unusable' ? read.why : '').toContain(why);
  });

  test('cannot be read', () => {
    expect(unreadablePolicy(place, { code: 'unavailable', detail: 'x' })).toMatchObject({
      state: 'unreadable',
      uri: 'https://github.com/acme/shop/blob/HEAD/.github/countersign.yml',
    });
  });
});

describe('the floor', () => {
  const floor = (value: unknown, named: boolean, failure: string | null) =>
    readFloor(reader(value), { place, named, failure });
  const there = { databaseId: 1, defaultBranchRef: { target: { oid: oid(1), file: entry() } } };

  test('is read from the default branch', () => {
    expect(floor(there, false, null)).toMatchObject({ state: 'present', commit: oid(1) });
    expect(floor({ databaseId: 1, defaultBranchRef: null }, true, null)).toMatchObject({
      state: 'absent',
      commit: null,
    });
  });

  test.each([
    ['NOT_FOUND', false, { state: 'absent', commit: null }],
    ['NOT_FOUND', true, { state: 'unreadable', why: { code: 'forbidden' } }],
    ['FORBIDDEN', false, { state: 'unreadable', why: { code: 'forbidden' } }],
    ['UNKNOWN', false, { state: 'unreadable', why: { code: 'unavailable' } }],
    ['UNKNOWN', true, { state: 'unreadable', why: { code: 'unavailable' } }],
    [null, false, { state: 'unreadable', why: { code: 'unavailable' } }],
  ])('fails closed: %s, named %s', (failure, named, expected) => {
    expect(floor(null, named, failure)).toMatchObject(expected);
  });

  test('half of an answer is no answer', () => {
    expect(floor(there, false, 'UNKNOWN')).toMatchObject({ state: 'unreadable' });
  });
});
