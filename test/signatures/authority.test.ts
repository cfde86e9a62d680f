import { expect, test } from '@jest/globals';
import { issuerOf, ownerOf } from '../../src/signatures/authority.ts';
import { makeCertificate, makeKeys } from './certificate.ts';

const valid = { from: 0, until: 1_000, isAuthority: true } as const;
const named = (organization: string) => ({ organization, common: 'x' });
const certificate = (owner: string, issuer: string): Buffer =>
  makeCertificate({
    keys: makeKeys(),
    name: named(owner),
    issuer: { keys: makeKeys(), name: named(issuer) },
    ...valid,
  }).certificate;

test('whose a certificate is, and who gave it', () => {
  const given = certificate('GitHub, Inc.', 'sigstore.dev');
  expect([ownerOf(given), issuerOf(given)]).toEqual(['github', 'public-good']);
});

test.each([
  'GitHub',
  'GitHub, Inc',
  'GitHub, Inc.x',
  'xsigstore.dev',
  'sigstore.dev.example',
  '',
  '__proto__',
  'toString',
])('the name %j is compared whole', (organization) => {
  expect(ownerOf(certificate(organization, 'sigstore.dev'))).toBeNull();
  expect(issuerOf(certificate('sigstore.dev', organization))).toBeNull();
});
