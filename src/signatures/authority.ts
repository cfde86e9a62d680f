import { X509Certificate } from 'node:crypto';

/** Who vouches for identities: Sigstore's public instance (of public repositories), or GitHub's own (of private ones). */
export type Authority = 'public-good' | 'github';

const organizations: Readonly<Record<string, Authority>> = { 'sigstore.dev': 'public-good', 'GitHub, Inc.': 'github' };

/** Of whom a certificate says that it comes; null: another. Whoever made it can write anything there. */
export function issuerOf(certificate: Uint8Array): Authority | null {
  return authorityNamed(new X509Certificate(certificate).toLegacyObject().issuer);
}

/** Whom a certificate names as its owner. */
export function ownerOf(certificate: Uint8Array): Authority | null {
  return authorityNamed(new X509Certificate(certificate).toLegacyObject().subject);
}

function authorityNamed(name: object): Authority | null {
  const organization: unknown = 'O' in name ? name.O : null;
  return typeof organization === 'string' && Object.hasOwn(organizations, organization)
    ? (organizations[organization] ?? null)
    : null;
}
