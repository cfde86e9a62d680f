import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { toBytes, toHex } from '../../src/base/bytes.ts';
import { gitBlobId, HASH_BYTES, sha256, sha256Hex } from '../../src/ledger/digest.ts';

test('SHA-256 of the standard vectors, over one part or several', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(toHex(sha256(toBytes('a'), toBytes('bc')))).toBe(sha256Hex(toBytes('abc')));
  expect(sha256()).toHaveLength(HASH_BYTES);
});

test('a blob id is what git says, in repositories of either object format', () => {
  const content = toBytes('{"a":"é"}');
  const git = execFileSync('git', ['hash-object', '--stdin'], { input: content, encoding: 'utf8' }).trim();
  expect(gitBlobId(content, 'a'.repeat(40))).toBe(git);
  expect(gitBlobId(toBytes(''), 'a'.repeat(64))).toBe(
    '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
  );
});
