import {
  extension,
  type Holder,
  type Keys,
  makeCertificate,
  makeKeys,
  type Name,
  sha256,
  signWith,
} from './certificate.ts';
import { der, sequence, utf8 } from './der.ts';
import { LOG_NAME, logSignature, promiseCertificate } from './logs.ts';
import { makeTimeStamp } from './time-stamp.ts';

/**
 * An instance of Sigstore for tests, with authorities and logs of its own: as GitHub's, where only a time-stamp authority
 * says when something was signed, or as the public one, with logs. What it makes is real but for its roots.
 */
export interface Instance {
  /** A line of a file with trusted roots. */
  readonly trustedRoot: string;
  /** A bundle, as JSON. */
  attest(wanted: Attesting): Record<string, unknown>;
}

/** Where a run stands in the certificate: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md. */
export type Claims = Readonly<Record<number, string | Buffer>>;

export interface Attesting {
  readonly claims: Claims;
  readonly statement: unknown;
  readonly at: number;
  /** How long the certificate was valid when it was signed; negative: no more. Ten minutes, when not given. */
  readonly left?: number;
  readonly identity?: string;
  readonly payloadType?: string;
  /** A log of certificates, or of signatures, or a time stamp is left out. */
  readonly without?: readonly ('promise' | 'entry' | 'time')[];
  readonly change?: (bundle: Record<string, unknown>) => void;
}

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

const organizations = { github: 'GitHub, Inc.', 'public-good': 'sigstore.dev' } as const;

export function makeInstance(
  authority: keyof typeof organizations | { readonly named: string },
  now: number,
): Instance {
  const organization = typeof authority === 'string' ? organizations[authority] : authority.named;
  const isPublic = organization === 'sigstore.dev';
  const valid = { from: now - YEAR, until: now + YEAR };
  const name = (common: string): Name => ({ organization, common });
  const make = (common: string, issuer: Holder | null, isAuthority: boolean): Holder =>
    makeCertificate({ keys: makeKeys(), name: name(common), issuer, ...valid, isAuthority });
  const root = make('root', null, true);
  const intermediate = make('intermediate', root, true);
  const clockRoot = make('clock root', null, true);
  const clock = makeCertificate({
    keys: makeKeys(),
    name: clockRoot.name,
    issuer: clockRoot,
    ...valid,
    isAuthority: false,
  });
  const [certificates, signatures] = [makeKeys(), makeKeys()];
  const chain = (...holders: readonly Holder[]): object => ({
    certChain: { certificates: holders.map(({ certificate }) => ({ rawBytes: certificate.toString('base64') })) },
    validFor: { start: new Date(valid.from).toISOString() },
  });
  const log = (keys: Keys): object => ({
    baseUrl: `https://${LOG_NAME}`,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: keys.spki.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: new Date(valid.from).toISOString() },
    },
    logId: { keyId: sha256(keys.spki).toString('base64') },
  });
  const trusted = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: isPublic ? [log(signatures)] : [],
    certificateAuthorities: [chain(intermediate, root)],
    ctlogs: isPublic ? [log(certificates)] : [],
    timestampAuthorities: isPublic ? [] : [chain(clock, clockRoot)],
  };
  return {
    trustedRoot: JSON.stringify(trusted),
    attest(wanted) {
      const { at, without = [] } = wanted;
      const left = wanted.left ?? 10 * MINUTE;
      const leaf = makeCertificate({
        keys: makeKeys(),
        name: null,
        issuer: intermediate,
        from: at + left - 10 * MINUTE,
        until: at + left,
        isAuthority: false,
        extensions: [...namesOf(wanted), ...claimsOf(wanted.claims)],
        ...(isPublic && !without.includes('promise') ? { promise: promiseCertificate(certificates, at) } : {}),
      });
      const payload = Buffer.from(
        typeof wanted.statement === 'string' ? wanted.statement : JSON.stringify(wanted.statement),
      );
      const payloadType = wanted.payloadType ?? 'application/vnd.in-toto+json';
      const signature = signWith(
        leaf.keys,
        Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
        payload,
      );
      const stamp = makeTimeStamp(clock, { bytes: signature, at });
      const bundle: Record<string, unknown> = {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: leaf.certificate.toString('base64') },
          tlogEntries:
            isPublic && !without.includes('entry') ? [logSignature(signatures, { payload, signature, at })] : [],
          timestampVerificationData: {
            rfc3161Timestamps:
              isPublic || without.includes('time') ? [] : [{ signedTimestamp: stamp.toString('base64') }],
          },
        },
        dsseEnvelope: {
          payload: payload.toString('base64'),
          payloadType,
          signatures: [{ sig: signature.toString('base64'), keyid: '' }],
        },
      };
      wanted.change?.(bundle);
      return bundle;
    },
  };
}

function namesOf({ identity, claims }: Attesting): readonly Buffer[] {
  const name = identity ?? claims[9] ?? '';
  return name === '' ? [] : [extension('2.5.29.17', sequence(der(0x86, Buffer.from(name))), true)];
}

/** A text becomes UTF8String, as those above 7 are; bytes are taken as they are. */
function claimsOf(claims: Claims): readonly Buffer[] {
  return Object.entries(claims).flatMap(([number, value]) =>
    value === '' ? [] : [extension(`1.3.6.1.4.1.57264.1.${number}`, typeof value === 'string' ? utf8(value) : value)],
  );
}
