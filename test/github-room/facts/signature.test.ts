import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readSignature } from '../../../src/github/facts/signature.ts';
import { reader, user } from '../gql.ts';

const signature = (change: object): object => ({
  __typename: 'SshSignature',
  state: 'VALID',
  isValid: true,
  wasSignedByGitHub: false,
  signer: user('dana', 5),
  keyFingerprint: 'SHA256:abc',
  ...change,
});

/** Every state that GitHub's schema knows. */
const states = ((): readonly string[] => {
  const path = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
  const body = /enum GitSignatureState \{([^}]*)\}/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  return body
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[A-Z_]+$/.test(line));
})();

describe('a signature', () => {
  test('that is not there', () => {
    expect(readSignature(reader(null))).toEqual({ known: true, value: { state: 'unsigned' } });
    expect(readSignature(reader({ state: 'UNSIGNED' }))).toEqual({ known: true, value: { state: 'unsigned' } });
  });

  test('that is good', () => {
    expect(readSignature(reader(signature({})))).toEqual({
      known: true,
      value: {
        state: 'valid',
        reason: 'VALID',
        format: 'ssh',
        key: 'SHA256:abc',
        signer: { id: 5, login: 'dana', type: 'user' },
        byGitHub: false,
      },
    });
  });

  test.each([
    ['GpgSignature', 'openpgp', 'ABCD'],
    ['SmimeSignature', 'x509', 'ABCD'],
    ['UnknownSignature', 'unknown', 'ABCD'],
    ['SomethingNew', 'unknown', 'ABCD'],
    ['toString', 'unknown', 'ABCD'],
  ])('of type %s', (__typename, format, keyId) => {
    const facts = readSignature(reader(signature({ __typename, keyId, keyFingerprint: undefined })));
    expect(facts).toMatchObject({ value: { format, key: keyId } });
  });

  test('of GitHub itself is told apart', () => {
    expect(readSignature(reader(signature({ wasSignedByGitHub: true, signer: null })))).toMatchObject({
      value: { byGitHub: true, signer: null },
    });
  });

  test('is good in one state only, and only when the flag agrees', () => {
    expect(states.length).toBeGreaterThan(15);
    const good = [...states, 'SOMETHING_NEW'].filter((state) => {
      const facts = readSignature(reader(signature({ state })));
      return facts.known && facts.value.state === 'valid';
    });
    expect(good).toEqual(['VALID']);
    expect(readSignature(reader(signature({ isValid: false })))).toMatchObject({ value: { state: 'invalid' } });
  });

  test('that GitHub could not check just now is unknown, not bad', () => {
    const unknown = states.filter((state) => !readSignature(reader(signature({ state }))).known);
    expect(unknown.toSorted()).toEqual(['GPGVERIFY_ERROR', 'GPGVERIFY_UNAVAILABLE', 'OCSP_ERROR', 'OCSP_PENDING']);
  });
});
