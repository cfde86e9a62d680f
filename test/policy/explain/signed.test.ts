import { expect, test } from '@jest/globals';
import { explainSigned } from '../../../src/policy/explain/signed.ts';
import { type CommitFacts, known, unknown } from '../../../src/policy/facts.ts';
import { amir, commit, dana, makeFacts, signedBy, unsigned } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const nobody = { person: null, name: 'x', email: 'x' };
const told = (changes: Partial<CommitFacts>) => {
  const { outcome, scene } = judgeOne(
    '{ signed: true }',
    makeFacts({ commits: known([commit(10, changes), commit(11)]) }),
  );
  return {
    headline: explainSigned.headlines(outcome, scene)[0],
    found: explainSigned.detail(outcome, scene).found.map(plain),
    steps: explainSigned.steps(outcome, scene).map(({ sentence }) => plain(sentence)),
  };
};

test.each<[Partial<CommitFacts>, string, string]>([
  [{ signature: unsigned }, '1 of 2 commits is unsigned: @dana, sign 000000a', '`000000a` has no signature'],
  [
    { signature: known(signedBy(amir)) },
    '1 of 2 commits is signed by another: @dana, sign 000000a',
    '`000000a` is signed by @amir, not by @dana',
  ],
  [
    { signature: known(signedBy(null)) },
    '1 of 2 commits is signed by another: @dana, sign 000000a',
    '`000000a` is signed by nobody that GitHub names, not by @dana',
  ],
  [
    { signature: known(signedBy(dana, { state: 'invalid', reason: 'UNKNOWN_KEY' })) },
    '1 of 2 commits is badly signed: @dana, sign 000000a',
    '`000000a`: GitHub does not accept the signature (`UNKNOWN_KEY`)',
  ],
  [
    { signature: known(signedBy(null, { byGitHub: true })) },
    '1 of 2 commits is signed by GitHub only: @dana, sign 000000a',
    '`000000a` is signed by GitHub only, not by a person’s key',
  ],
  [
    { committer: nobody },
    '1 of 2 commits is committed by an unknown account: @dana, sign 000000a',
    '`000000a` is well signed, but GitHub knows no account for the one who committed',
  ],
  [
    { signature: known(signedBy(dana, { state: 'invalid', reason: 'OCSP_PENDING' })) },
    '1 of 2 commits is not checked by GitHub yet',
    '`000000a`: GitHub could not check the signature (`OCSP_PENDING`)',
  ],
  [
    { signature: unknown('forbidden', 'no access') },
    '1 of 2 commits is not checked by GitHub yet',
    '`000000a` could not be read: «no access»',
  ],
])('%#', (changes, headline, found) => {
  expect(told(changes)).toMatchObject({ headline, found: [found] });
});

test('what only GitHub’s settings or time can mend', () => {
  expect(told({ committer: nobody }).steps[0]).toMatch(
    /^Add the e-mail address of `000000a` to the GitHub account of whoever made it/,
  );
  expect(told({ signature: known(signedBy(dana, { state: 'invalid', reason: 'GPGVERIFY_ERROR' })) }).steps[0]).toMatch(
    /^GitHub could not check a signature just now/,
  );
});

test('good signatures in the table', () => {
  const facts = makeFacts({
    commits: known([commit(10), commit(11, { signature: known(signedBy(null, { byGitHub: true })) })]),
  });
  const { outcome, scene } = judgeOne('{ signed: { allow_github: true } }', facts);
  expect(plain(explainSigned.row(outcome, scene))).toBe(
    '`000000a` is good (SSH, @dana); `000000b` is signed by GitHub',
  );
});

test('several faults and no commits', () => {
  const facts = makeFacts({
    commits: known([commit(10, { signature: unsigned }), commit(11, { signature: known(signedBy(amir)) })]),
  });
  const { outcome, scene } = judgeOne('{ signed: true }', facts);
  expect(explainSigned.headlines(outcome, scene)[0]).toBe('both commits are not well signed: @dana, sign them');
  const none = judgeOne('{ signed: true }', makeFacts({ commits: known([]) }));
  expect(plain(explainSigned.row(none.outcome, none.scene))).toBe('there are no commits');
});

test('commits that have each a finding of its own are not read once for every other', () => {
  const COUNT = 200;
  let reads = 0;
  const commits = Array.from({ length: COUNT }, (_, index): CommitFacts => {
    const { oid, ...rest } = commit(100 + index, {
      signature: known({
        state: 'invalid',
        reason: 'UNKNOWN_KEY',
        format: 'openpgp',
        key: `key ${index}`,
        signer: null,
        byGitHub: false,
      }),
    });
    return {
      ...rest,
      get oid() {
        reads += 1;
        return oid;
      },
    };
  });
  const { outcome, scene } = judgeOne('{ signed: true }', makeFacts({ commits: known(commits) }));
  reads = 0;
  expect(explainSigned.detail(outcome, scene).commits).toHaveLength(COUNT);
  expect(reads).toBeLessThan(10 * COUNT);
});
