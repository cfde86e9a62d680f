/**
 * `countersign/ledger`: what verifies a ledger, for other programs. Nothing here opens a file or a connection: a ledger is
 * given as a tree of files and, for what only its history shows, as commits. The names below are an interface in the
 * sense of SemVer; everything else of the package may change with any release.
 *
 * `verifyLedger` checks a whole ledger; `openCheckpoint`, `verifyInclusion` and `verifyConsistency` check single claims
 * about one; `proveInTree` with `formatTlogProof` hands one out, `checkProof` checks it offline. What cannot be read is thrown as a Fault with a code of docs/errors.
 */
export { Fault, isFault } from '../base/fault.ts';
export { type CheckProofOptions, checkProof, type ProofCheck, type ProofProblemCode } from './check-proof.ts';
export { type Checkpoint, type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { type Entry, parseEntry } from './entry.ts';
export { type Evidence, parseEvidence } from './evidence.ts';
export { type Kind, kinds } from './kind.ts';
export { BUNDLE_SIZE, EVIDENCE_BRANCH, LEDGER_BRANCH, paths } from './layout.ts';
export { leafHash, nodeHash, rootOf } from './merkle.ts';
export { type Proof, verifyConsistency, verifyInclusion } from './merkle-proof.ts';
export { type Note, type NoteSignature, type OpenedNote, openNote, parseNote } from './note.ts';
export { formatVkey, parseVkey, type VerifierKey } from './note-key.ts';
export { type Problem, type ProblemCode, problemCodes } from './problem.ts';
export { type CheckSchema, type EntrySchema, entrySchemas } from './schemas.ts';
export { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof.ts';
export type * from './tree.ts';
export { proveInTree } from './tree-proof.ts';
export type { UnknownEntries } from './verify/order.ts';
export type { Depth } from './verify/statements.ts';
export { type Verification, type VerifyOptions, verifyLedger } from './verify.ts';
export { parseWitnessPolicy, type WitnessPolicy } from './witness-policy.ts';
