import { count, nullable, type Of, object, oneOf, optional } from '../shape.ts';
import { actor, entryId, evidenceRef, gitId, sha256Digest, uri } from '../terms.ts';
import { statement } from './statement.ts';

/** A version of a policy came into force. Versions only rise; returning to an older text is a new version. */
export const policyFields = {
  layer: oneOf('floor', 'repository'),
  /** SHA-256 of the full ref of the branch that it governs; null: all (the floor). */
  baseRefDigest: nullable(sha256Digest),
  version: count(1),
  /** The file at the commit that brought it, and its text as kept in evidence. */
  policy: object({ uri, digest: object({ sha256: sha256Digest, gitBlob: optional(gitId) }) }),
  commit: nullable(object({ gitCommit: gitId })),
  changedBy: nullable(actor),
  /** The decision entry that let it in; null: none covers it. */
  allowedBy: nullable(entryId),
  /** Which login and which team slug meant which id when it came into force. */
  pins: nullable(evidenceRef),
} as const;

export const policyStatement = statement('policy', policyFields);
export type PolicyStatement = Of<typeof policyStatement>;
