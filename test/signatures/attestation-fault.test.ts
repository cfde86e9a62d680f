import { expect, test } from '@jest/globals';
import { VerificationError } from '@sigstore/verify';
import { faultOf } from '../../src/signatures/attestation-fault.ts';

test.each([
  ['CERTIFICATE_ERROR', 'untrusted-certificate'],
  ['PUBLIC_KEY_ERROR', 'untrusted-certificate'],
  ['TIMESTAMP_ERROR', 'bad-timestamp'],
  ['SIGNATURE_ERROR', 'bad-signature'],
  ['TLOG_BODY_ERROR', 'not-logged'],
  ['TLOG_INCLUSION_PROOF_ERROR', 'not-logged'],
  ['NOT_IMPLEMENTED_ERROR', 'malformed'],
] as const)('%s is %s', (code, fault) => {
  expect(faultOf(new VerificationError({ code, message: 'x' }))).toBe(fault);
});

test('whatever else is thrown says that it could not be read', () => {
  expect(faultOf(new TypeError('x'))).toBe('malformed');
  expect(faultOf('CERTIFICATE_ERROR')).toBe('malformed');
});
