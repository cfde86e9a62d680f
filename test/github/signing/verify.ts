/** What GitHub says about a commit's signature, worked out with the keys and addresses that the world knows. */
import type { GitCommit } from '../git-contract.ts';
import type { Repository, SigningKey, User } from '../model.ts';
import type { World } from '../world.ts';
import { type PgpResult, pgpKeyIds, readPgp } from './openpgp.ts';
import { checkSsh, type SshResult } from './ssh.ts';

/** GraphQL's GitSignatureState, as far as the stand-in can find it out. */
export type SignatureState =
  | 'VALID'
  | 'INVALID'
  | 'MALFORMED_SIG'
  | 'UNKNOWN_KEY'
  | 'BAD_EMAIL'
  | 'UNVERIFIED_EMAIL'
  | 'NO_USER'
  | 'UNKNOWN_SIG_TYPE'
  | 'UNSIGNED'
  | 'NOT_SIGNING_KEY'
  | 'EXPIRED_KEY';

export interface Verification {
  readonly state: SignatureState;
  /** REST's word for the same. */
  readonly reason: string;
  readonly kind: 'ssh' | 'gpg' | 'smime' | 'unknown' | null;
  /** Whose key it is; GitHub itself is the user web-flow. */
  readonly signer: User | null;
  readonly byGitHub: boolean;
  readonly keyId: string | null;
  readonly fingerprint: string | null;
  /** Milliseconds; null unless VALID. */
  readonly verifiedAt: number | null;
}

const reasons: Readonly<Record<SignatureState, string>> = {
  VALID: 'valid',
  INVALID: 'invalid',
  MALFORMED_SIG: 'malformed_signature',
  UNKNOWN_KEY: 'unknown_key',
  BAD_EMAIL: 'bad_email',
  UNVERIFIED_EMAIL: 'unverified_email',
  NO_USER: 'no_user',
  UNKNOWN_SIG_TYPE: 'unknown_signature_type',
  UNSIGNED: 'unsigned',
  NOT_SIGNING_KEY: 'not_signing_key',
  EXPIRED_KEY: 'expired_key',
};

interface Reading {
  readonly state: SignatureState | 'GOOD';
  readonly kind: Verification['kind'];
  readonly owner?: User;
  readonly key?: SigningKey;
  readonly keyId?: string;
  readonly fingerprint?: string;
}

export function verifyCommit(world: World, repository: Repository, commit: GitCommit): Verification {
  const reading = readSignature(world, commit);
  const known = repository.verifiedAt.get(commit.oid);
  // Persistent verification: what GitHub verified once stays verified in the repository.
  const state =
    known !== undefined ? 'VALID' : reading.state === 'GOOD' ? judgeEmail(world, commit, reading.owner) : reading.state;
  const verifiedAt = state === 'VALID' ? (known ?? world.now()) : null;
  if (verifiedAt !== null) repository.verifiedAt.set(commit.oid, verifiedAt);
  return {
    state,
    reason: reasons[state],
    kind: reading.kind,
    signer: reading.owner ?? null,
    byGitHub: state === 'VALID' && reading.owner?.id === world.webFlow.id,
    keyId: reading.keyId ?? null,
    fingerprint: reading.fingerprint ?? null,
    verifiedAt,
  };
}

function readSignature(world: World, commit: GitCommit): Reading {
  const { signature } = commit;
  if (signature === null) return { state: 'UNSIGNED', kind: null };
  if (signature.includes('BEGIN SSH SIGNATURE')) {
    const result = readSshOnce(commit, signature);
    if (result.kind === 'malformed') return { state: 'MALFORMED_SIG', kind: 'ssh' };
    const found = findKey(world, (key) => key.kind === 'ssh' && key.fingerprint === result.fingerprint);
    const read = { kind: 'ssh' as const, fingerprint: result.fingerprint };
    return found === undefined
      ? withoutKey(world, commit, read)
      : { ...read, ...found, state: judgeKey(world, found.key, result.good) };
  }
  if (signature.includes('BEGIN PGP SIGNATURE')) {
    const result = readPgpOnce(commit, signature);
    if (result.kind === 'malformed') return { state: 'MALFORMED_SIG', kind: 'gpg' };
    const found = findKey(world, (key) => key.kind === 'gpg' && pgpKeyIds(key.publicKey).includes(result.keyId));
    const read = { kind: 'gpg' as const, keyId: result.keyId };
    if (found === undefined) return withoutKey(world, commit, read);
    return { ...read, ...found, state: judgeKey(world, found.key, result.verifyWith(found.key.publicKey)) };
  }
  if (signature.includes('BEGIN SIGNED MESSAGE')) return { state: 'INVALID', kind: 'smime' };
  return { state: 'UNKNOWN_SIG_TYPE', kind: 'unknown' };
}

function findKey(world: World, wanted: (key: SigningKey) => boolean): { owner: User; key: SigningKey } | undefined {
  for (const owner of world.users.values()) {
    const key = owner.deleted ? undefined : owner.signingKeys.find(wanted);
    if (key !== undefined) return { owner, key };
  }
  return undefined;
}

/** Nobody has the key: GitHub tells an unknown committer from a committer without that key. */
function withoutKey(world: World, commit: GitCommit, read: Omit<Reading, 'state'>): Reading {
  const user = world.findUserByEmail(commit.committer.email);
  return { ...read, state: user === undefined ? 'NO_USER' : 'UNKNOWN_KEY' };
}

function judgeKey(world: World, key: SigningKey, good: boolean): Reading['state'] {
  if (!good) return 'INVALID';
  if (!key.canSign) return 'NOT_SIGNING_KEY';
  return key.expiresAt !== null && key.expiresAt <= world.now() ? 'EXPIRED_KEY' : 'GOOD';
}

function judgeEmail(world: World, commit: GitCommit, owner: User | undefined): SignatureState {
  if (owner?.id === world.webFlow.id) return 'VALID';
  const committer = world.findUserByEmail(commit.committer.email);
  if (committer === undefined) return 'NO_USER';
  if (committer.id !== owner?.id) return 'BAD_EMAIL';
  const email = commit.committer.email.toLowerCase();
  return committer.emails.some((entry) => entry.email.toLowerCase() === email && entry.verified)
    ? 'VALID'
    : 'UNVERIFIED_EMAIL';
}

/** What the bytes alone say never changes, and the git layer keeps one object for each commit. */
const sshReadings = new WeakMap<GitCommit, SshResult>();
const pgpReadings = new WeakMap<GitCommit, PgpResult>();

function readSshOnce(commit: GitCommit, signature: string): SshResult {
  const reading = sshReadings.get(commit) ?? checkSsh(signature, commit.payload);
  sshReadings.set(commit, reading);
  return reading;
}

function readPgpOnce(commit: GitCommit, signature: string): PgpResult {
  const known = pgpReadings.get(commit);
  if (known !== undefined) return known;
  const reading = readPgp(signature, commit.payload);
  const answers = new Map<string, boolean>();
  const verifyOnce = (publicKey: string): boolean => {
    const answer = answers.get(publicKey) ?? (reading.kind === 'read' && reading.verifyWith(publicKey));
    answers.set(publicKey, answer);
    return answer;
  };
  const kept = reading.kind === 'read' ? { ...reading, verifyWith: verifyOnce } : reading;
  pgpReadings.set(commit, kept);
  return kept;
}
