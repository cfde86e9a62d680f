import { judgeCommits } from '../commit-findings.ts';
import type { Condition } from '../condition.ts';
import type { CommitFacts, Person, SignatureFacts } from '../facts.ts';
import type { CommitFinding } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import type { FindingValue } from '../verdict.ts';

export type SignedSettings =
  | true
  | { readonly by?: 'committer' | 'author' | 'anyone'; readonly allow_github?: boolean };

type Signature = Exclude<SignatureFacts, { state: 'unsigned' }>;
type Required = { readonly by: 'committer' | 'author' | 'anyone'; readonly allow_github: boolean };
type Found = CommitFinding;

/** GitHub could not check just now: nobody's fault, and no answer. */
const transient: ReadonlySet<string> = new Set([
  'GPGVERIFY_UNAVAILABLE',
  'GPGVERIFY_ERROR',
  'OCSP_PENDING',
  'OCSP_ERROR',
]);

export const signed: Condition<SignedSettings> = {
  name: 'signed',
  schema: {
    type: ['boolean', 'object'],
    description: 'Every commit has a good signature, as GitHub verifies it. `true` is the same as `{}`.',
    not: { const: false },
    additionalProperties: false,
    properties: {
      by: {
        enum: ['committer', 'author', 'anyone'],
        default: 'committer',
        description:
          'Whose signature it has to be: that of the account which the commit names as committer, or as author, or anyone’s that GitHub knows.',
      },
      allow_github: {
        type: 'boolean',
        default: false,
        description:
          'Does GitHub’s own signature count? It stands on commits made on its site, on "Update branch" merges and on what apps commit.',
      },
    },
  },
  check: () => [],
  needs: () => ({ ...noNeeds, commits: true, signatures: true }),
  watches: ['commits'],
  judge(settings, { facts }) {
    const required = readSettings(settings);
    return judgeCommits(facts, { name: 'signed', mode: 'each_commit', test: (commit) => testCommit(commit, required) });
  },
};

function readSettings(settings: SignedSettings): Required {
  const { by, allow_github } = settings === true ? {} : settings;
  return { by: by ?? 'committer', allow_github: allow_github ?? false };
}

function testCommit(commit: CommitFacts, required: Required): Found {
  if (!commit.signature.known) {
    const { code, detail } = commit.signature.why;
    return { code: 'signed.unread', truth: 'unknown', data: { why: code, detail, required } };
  }
  const signature = commit.signature.value;
  if (signature.state === 'unsigned') return { code: 'signed.unsigned', truth: 'unmet', data: { required } };
  const evidence = describeSignature(signature);
  if (transient.has(signature.reason))
    return { code: 'signed.unchecked', truth: 'unknown', data: { ...evidence, required } };
  if (signature.state !== 'valid') return { code: 'signed.invalid', truth: 'unmet', data: { ...evidence, required } };
  if (signature.byGitHub) return testGitHub(evidence, required);
  return testSigner({ commit, signature, required, evidence });
}

function testGitHub(evidence: Found['data'], required: Required): Found {
  if (required.allow_github) return { code: 'signed.github', truth: 'met', data: evidence };
  return { code: 'signed.only-github', truth: 'unmet', data: { ...evidence, required } };
}

/** An e-mail in a commit is free text; who signed is what GitHub verified. Both are compared by account, not by name. */
function testSigner(given: {
  commit: CommitFacts;
  signature: Signature;
  required: Required;
  evidence: Found['data'];
}): Found {
  const { commit, signature, required, evidence } = given;
  if (required.by === 'anyone') return { code: 'signed.good', truth: 'met', data: evidence };
  const expected = required.by === 'committer' ? commit.committer.person : commit.author.person;
  if (expected === null) return { code: 'signed.unattributed', truth: 'unmet', data: { ...evidence, required } };
  if (signature.signer?.id === expected.id) return { code: 'signed.good', truth: 'met', data: evidence };
  return {
    code: 'signed.other-signer',
    truth: 'unmet',
    data: { ...evidence, expected: showPerson(expected), required },
  };
}

function describeSignature({ reason, format, key, signer }: Signature): Found['data'] {
  return { reason, format, key, signer: signer === null ? null : showPerson(signer) };
}

function showPerson({ id, login }: Person): FindingValue {
  return { id, login };
}
