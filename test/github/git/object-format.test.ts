import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addSignature,
  decodeCommit,
  decodeTree,
  EMPTY_TREE,
  encodeCommit,
  encodeTree,
  hashObject,
} from './object-format.ts';

const oid = fc.stringMatching(/^[0-9a-f]{40}$/);
const person = fc.record({
  name: fc.stringMatching(/^[^<>\n\0\s][^<>\n\0]{0,10}[^<>\n\0\s]$/u),
  email: fc.stringMatching(/^[a-z@.]{1,12}$/),
  date: fc.constantFrom('2026-11-21T15:02:00+01:00', '1999-12-31T23:59:59-09:30', '2026-01-01T00:00:00Z'),
});

test('a commit is read as it was written, signed or not', () => {
  fc.assert(
    fc.property(
      oid,
      fc.array(oid, { maxLength: 4 }),
      person,
      person,
      fc.string({ unit: 'grapheme' }),
      (tree, parents, author, committer, message) => {
        const fields = { tree, parents, author, committer, message };
        const payload = encodeCommit(fields);
        expect(decodeCommit('', payload)).toMatchObject({ ...fields, signature: null, payload });
        const signature = '-----BEGIN X-----\n\nabc\n-----END X-----';
        const signed = decodeCommit('', addSignature(payload, `${signature}\n`));
        expect(signed).toMatchObject({ ...fields, signature });
        expect(signed.payload.equals(payload)).toBe(true);
      },
    ),
  );
});

test('no bytes make reading a commit fail', () => {
  const header = fc.constantFrom(
    'tree x\n',
    'author A <a@b> 99999999999999999999 +9999\n',
    'committer <> -99999999999999 -0000\n',
    'gpgsig x\n',
    ' y\n',
    'gpgsig-sha256 z\n',
    'encoding latin1\n',
    '\n',
    ' ',
    'author',
  );
  const bytes = fc.oneof(
    fc.uint8Array().map((raw) => Buffer.from(raw)),
    fc.array(header).map((lines) => Buffer.from(lines.join(''))),
  );
  fc.assert(fc.property(bytes, (raw) => expect(decodeCommit('', raw).payload.length).toBeLessThanOrEqual(raw.length)));
});

test('a header that is not known stays in what was signed', () => {
  const raw = Buffer.from(
    `tree ${EMPTY_TREE}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\ngpgsig one\n two\nmergetag x\n y\n\nmessage`,
  );
  const commit = decodeCommit('', raw);
  expect(commit.signature).toBe('one\ntwo');
  expect(commit.payload.toString()).toBe(raw.toString().replace('gpgsig one\n two\n', ''));
});

test('trees are ordered as git orders them', () => {
  const entry = (name: string, mode = '100644'): { name: string; mode: string; oid: string } => ({
    name,
    mode,
    oid: EMPTY_TREE,
  });
  const bytes = encodeTree([entry('a', '40000'), entry('a.b'), entry('a0'), entry('ä')]);
  expect(decodeTree(bytes).map(({ name }) => name)).toEqual(['a.b', 'a', 'a0', 'ä']);
  expect(hashObject('tree', Buffer.alloc(0))).toBe(EMPTY_TREE);
});
