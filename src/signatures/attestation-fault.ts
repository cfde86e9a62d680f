import { VerificationError } from '@sigstore/verify';

/** Why an attestation does not count: a closed list. */
export type AttestationFault =
  /** Not a Sigstore bundle with a certificate and a signed envelope, or above a limit. */
  | 'malformed'
  /** Its certificate names an authority other than the two that we know. */
  | 'strange-authority'
  /** No root of this authority was given. */
  | 'no-root'
  /** No chain to a root, or too few logs of certificates vouch for it. */
  | 'untrusted-certificate'
  /** Signed when its certificate was not valid. */
  | 'expired'
  /** No trusted clock says when it was signed. */
  | 'bad-timestamp'
  | 'from-the-future'
  /** Not in the transparency log, or something else is. */
  | 'not-logged'
  | 'bad-signature'
  /** Not the tokens of GitHub Actions stand behind its certificate. */
  | 'wrong-issuer'
  /** The certificate does not say which run of which repository it is. */
  | 'no-identity'
  /** What was signed is not an in-toto statement. */
  | 'no-statement'
  /** It is about something else. */
  | 'wrong-digest';

const faults: Readonly<Record<VerificationError['code'], AttestationFault>> = {
  CERTIFICATE_ERROR: 'untrusted-certificate',
  PUBLIC_KEY_ERROR: 'untrusted-certificate',
  TIMESTAMP_ERROR: 'bad-timestamp',
  SIGNATURE_ERROR: 'bad-signature',
  TLOG_ERROR: 'not-logged',
  TLOG_BODY_ERROR: 'not-logged',
  TLOG_INCLUSION_PROOF_ERROR: 'not-logged',
  TLOG_INCLUSION_PROMISE_ERROR: 'not-logged',
  TLOG_MISSING_INCLUSION_ERROR: 'not-logged',
  NOT_IMPLEMENTED_ERROR: 'malformed',
};

/** In words of ours for whatever the verifier throws: it is given what anybody may have written. */
export function faultOf(error: unknown): AttestationFault {
  return error instanceof VerificationError ? faults[error.code] : 'malformed';
}
