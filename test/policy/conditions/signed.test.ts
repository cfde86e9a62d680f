import { describe, expect, test } from '@jest/globals';
import { type SignedSettings, signed } from '../../../src/policy/conditions/signed.ts';
import { type CommitFacts, known, unknown } from '../../../src/policy/facts.ts';
import { amir, commit, dana, makeFacts, now, oid, policyOf, signedBy, unsigned } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: SignedSettings, ...commits: readonly CommitFacts[]) =>
  signed.judge(settings, { facts: makeFacts({ commits: known(commits) }), policy, at: now });
const found = (settings: SignedSettings, changes: Partial<CommitFacts>): string => {
  const { truth, findings } = judge(settings, commit(10, changes));
  return `${truth} ${findings.map(({ code }) => code).join(' ')}`;
};
const nobody = { person: null, name: 'x', email: 'x' };
const byGitHub = known(signedBy(null, { byGitHub: true, format: 'openpgp' }));

describe('by the committer, which is the default', () => {
  test.each<[string, Partial<CommitFacts>, string]>([
    ['the committer', {}, 'met signed.good'],
    ['nobody', { signature: unsigned }, 'unmet signed.unsigned'],
    ['somebody else', { signature: known(signedBy(amir)) }, 'unmet signed.other-signer'],
    ['a namesake with another id', { signature: known(signedBy({ ...dana, id: 99 })) }, 'unmet signed.other-signer'],
    ['nobody that GitHub names', { signature: known(signedBy(null)) }, 'unmet signed.other-signer'],
    ['whoever it was, for an unknown committer', { committer: nobody }, 'unmet signed.unattributed'],
    [
      'a key that GitHub does not know',
      { signature: known(signedBy(dana, { state: 'invalid', reason: 'UNKNOWN_KEY' })) },
      'unmet signed.invalid',
    ],
    [
      'a reason that GitHub may add one day',
      { signature: known(signedBy(dana, { state: 'invalid', reason: 'NEW_REASON' })) },
      'unmet signed.invalid',
    ],
    ['GitHub', { signature: byGitHub }, 'unmet signed.only-github'],
    ['it was not read', { signature: unknown('unavailable', 'GitHub failed') }, 'unknown signed.unread'],
  ])('%s', (_name, changes, expected) => {
    expect(found(true, changes)).toBe(expected);
    expect(found({}, changes)).toBe(expected);
  });

  test.each(['GPGVERIFY_UNAVAILABLE', 'GPGVERIFY_ERROR', 'OCSP_PENDING', 'OCSP_ERROR'])(
    '%s is nobody’s fault',
    (reason) => {
      expect(found(true, { signature: known(signedBy(dana, { state: 'invalid', reason })) })).toBe(
        'unknown signed.unchecked',
      );
    },
  );

  test('a revoked certificate is', () => {
    expect(found(true, { signature: known(signedBy(dana, { state: 'invalid', reason: 'OCSP_REVOKED' })) })).toBe(
      'unmet signed.invalid',
    );
  });
});

describe('settings', () => {
  test('allow_github takes GitHub’s own signature as well, and a bad one of it never', () => {
    expect(found({ allow_github: true }, { signature: byGitHub, committer: nobody })).toBe('met signed.github');
    const bad = known(signedBy(null, { byGitHub: true, state: 'invalid', reason: 'INVALID' }));
    expect(found({ allow_github: true }, { signature: bad })).toBe('unmet signed.invalid');
  });

  test('by: author compares with the author', () => {
    expect(found({ by: 'author' }, { author: { ...nobody, person: amir } })).toBe('unmet signed.other-signer');
    expect(found({ by: 'author' }, { committer: nobody })).toBe('met signed.good');
  });

  test('by: anyone takes any person whom GitHub verified', () => {
    expect(found({ by: 'anyone' }, { signature: known(signedBy(amir)) })).toBe('met signed.good');
    expect(found({ by: 'anyone' }, { signature: byGitHub })).toBe('unmet signed.only-github');
  });
});

test('merges from the base are not exempt', () => {
  expect(found(true, { updatesFromBase: true, signature: unsigned })).toBe('unmet signed.unsigned');
});

test('commits are put together by what is to be said of them, with what was required', () => {
  const { findings } = judge(
    true,
    commit(10, { signature: unsigned }),
    commit(11),
    commit(12, { signature: unsigned }),
  );
  expect(findings.map(({ commits }) => commits)).toEqual([[oid(10), oid(12)], [oid(11)]]);
  expect(findings[0]?.data['required']).toEqual({ by: 'committer', allow_github: false });
});

test('nothing to look at is nothing good', () => {
  expect(judge(true).truth).toBe('unmet');
});
