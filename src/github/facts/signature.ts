import { type Known, known, type SignatureFacts, unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readPerson } from './person.ts';

/** GitHub's verifier was not able to answer: nobody's fault, and worth asking again. */
const transientStates: ReadonlySet<string> = new Set([
  'GPGVERIFY_UNAVAILABLE',
  'GPGVERIFY_ERROR',
  'OCSP_PENDING',
  'OCSP_ERROR',
]);

const formats = {
  GpgSignature: 'openpgp',
  SshSignature: 'ssh',
  SmimeSignature: 'x509',
} as const satisfies Readonly<Record<string, Exclude<SignatureFacts, { state: 'unsigned' }>['format']>>;

/**
 * What GitHub says about a commit's signature: a GraphQL GitSignature, null where there is none. Good only when state
 * and flag agree; every state that we do not know is not good.
 */
export function readSignature(signature: Reader): Known<SignatureFacts> {
  if (signature.isNothing) return known({ state: 'unsigned' });
  const reason = signature.at('state').text();
  if (reason === 'UNSIGNED') return known({ state: 'unsigned' });
  if (transientStates.has(reason)) {
    return unknown('unavailable', `GitHub could not verify the signature just now (${reason})`);
  }
  const type = signature.at('__typename').text();
  const key = signature.at(type === 'SshSignature' ? 'keyFingerprint' : 'keyId');
  return known({
    state: reason === 'VALID' && signature.at('isValid').flag() ? 'valid' : 'invalid',
    reason,
    format: isFormat(type) ? formats[type] : 'unknown',
    key: key.maybe((value) => value.text()),
    signer: readPerson(signature.at('signer')),
    byGitHub: signature.at('wasSignedByGitHub').flag(),
  });
}

const isFormat = (type: string): type is keyof typeof formats => Object.hasOwn(formats, type);
