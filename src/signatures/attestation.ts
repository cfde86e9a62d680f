import { bundleFromJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle';
import { type SignedEntity, type Signer, toSignedEntity } from '@sigstore/verify';
import { type Instant, MINUTE, SECOND } from '../base/clock.ts';
import { type AttestationFault, faultOf } from './attestation-fault.ts';
import { type Authority, issuerOf } from './authority.ts';
import { readStatement } from './statement.ts';
import type { TrustRoot } from './trusted-roots.ts';
import { readWorkload, type Workload } from './workload.ts';

/** What an attestation says, and who vouches for it. What it says of what was built is not looked at. */
export interface Attested extends Workload {
  readonly authority: Authority;
  readonly predicateType: string;
  /** The signer's name in the certificate. */
  readonly identity: string;
  readonly signedAt: Instant;
}

export type AttestationResult =
  | ({ readonly valid: true } & Attested)
  | { readonly valid: false; readonly why: AttestationFault };

export interface AttestationRequest {
  /** A Sigstore bundle as JSON. Anybody may have written it. */
  readonly bundle: unknown;
  /** SHA-256 of what it has to be about, in lower-case hexadecimal. */
  readonly digest: string;
  readonly roots: readonly TrustRoot[];
  readonly at: Instant;
}

/** The tokens of GitHub Actions on github.com, compared whole. */
const ISSUER = 'https://token.actions.githubusercontent.com';
/** How far other clocks may be ahead of ours. */
const SKEW = 5 * MINUTE;
/** Each costs a signature to check; whoever attests chooses how many there are. */
const MOST_PROOFS = 8;

/** Proved offline, against the roots that were given. Total: whatever the bundle is, there is an answer. */
export function verifyAttestation(request: AttestationRequest): AttestationResult {
  const parsed = parse(request.bundle);
  if (parsed === null) return refuse('malformed');
  const { entity, certificate, payloadType, payload } = parsed;
  const proof = prove(entity, { certificate, roots: request.roots });
  if (typeof proof === 'string') return refuse(proof);
  const signedAt = Math.min(...instantsOf(entity));
  if (signedAt > request.at + SKEW) return refuse('from-the-future');
  const workload = readWorkload(proof.signer.identity?.oids ?? []);
  const identity = proof.signer.identity?.subjectAlternativeName ?? '';
  if (workload === null || identity === '') return refuse('no-identity');
  if (workload.issuer !== ISSUER) return refuse('wrong-issuer');
  const statement = readStatement(payloadType, payload);
  if (statement === null) return refuse('no-statement');
  if (!statement.digests.includes(request.digest)) return refuse('wrong-digest');
  const { predicateType } = statement;
  return { valid: true, ...workload, authority: proof.authority, predicateType, identity, signedAt };
}

const refuse = (why: AttestationFault): AttestationResult => ({ valid: false, why });

interface Parsed {
  readonly entity: SignedEntity;
  readonly certificate: Uint8Array;
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

function parse(json: unknown): Parsed | null {
  try {
    const bundle = bundleFromJSON(json);
    if (!isBundleWithDsseEnvelope(bundle)) return null;
    const { payloadType, payload } = bundle.content.dsseEnvelope;
    const { content, tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
    const certificate = content.$case === 'publicKey' ? undefined : leafOf(content);
    const proofs = tlogEntries.length + (timestampVerificationData?.rfc3161Timestamps.length ?? 0);
    if (certificate === undefined || proofs > MOST_PROOFS) return null;
    return { entity: toSignedEntity(bundle), certificate, payloadType, payload };
  } catch {
    return null;
  }
}

type Content = Parameters<typeof toSignedEntity>[0]['verificationMaterial']['content'];

function leafOf(content: Exclude<Content, { readonly $case: 'publicKey' }>): Uint8Array | undefined {
  return content.$case === 'certificate'
    ? content.certificate.rawBytes
    : content.x509CertificateChain.certificates[0]?.rawBytes;
}

interface Proof {
  readonly authority: Authority;
  readonly signer: Signer;
}

/** By a root of the authority that the certificate names, and with what is demanded of that one. */
function prove(
  entity: SignedEntity,
  { certificate, roots }: { readonly certificate: Uint8Array; readonly roots: readonly TrustRoot[] },
): Proof | AttestationFault {
  try {
    const authority = issuerOf(certificate);
    if (authority === null) return 'strange-authority';
    const own = roots.filter((root) => root.authority === authority);
    if (own.length === 0) return 'no-root';
    if (wasExpired(entity)) return 'expired';
    const tried = own.map(({ verifier }) => tryRoot(() => verifier.verify(entity)));
    const signer = tried.find((each) => typeof each !== 'string');
    return signer === undefined
      ? (tried.find((each) => typeof each === 'string') ?? 'malformed')
      : { authority, signer };
  } catch {
    return 'malformed';
  }
}

function tryRoot(verify: () => Signer): Signer | AttestationFault {
  try {
    return verify();
  } catch (error) {
    return faultOf(error);
  }
}

/** The verifier refuses it as well, and does not say that it is this. */
function wasExpired(entity: SignedEntity): boolean {
  const { key } = entity;
  if (key.$case === 'public-key') return false;
  const [from, until] = [key.certificate.notBefore.getTime(), key.certificate.notAfter.getTime()];
  return instantsOf(entity).some((at) => at < from || at > until);
}

/** When it was signed, as others say; a log without a promise says nothing of the time. */
function instantsOf({ timestamps }: SignedEntity): readonly Instant[] {
  return timestamps.flatMap((said) => {
    if (said.$case === 'timestamp-authority') return [said.timestamp.signingTime.getTime()];
    return said.tlogEntry.inclusionPromise === undefined ? [] : [Number(said.tlogEntry.integratedTime) * SECOND];
  });
}
