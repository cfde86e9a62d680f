import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, der, integer, octets, oid, sequence, setOf, tagged, time, truth, utf8 } from './der.ts';

/** Real X.509 certificates of keys that are made for the test. */

export interface Keys {
  readonly privateKey: KeyObject;
  /** The public key as SubjectPublicKeyInfo. */
  readonly spki: Buffer;
}

export interface Name {
  readonly organization: string;
  readonly common: string;
}

export interface Holder {
  readonly keys: Keys;
  readonly name: Name;
  readonly certificate: Buffer;
  readonly serial: Buffer;
}

export interface CertificateRequest {
  readonly keys: Keys;
  readonly name: Name | null;
  /** Null: signed by itself. */
  readonly issuer: Pick<Holder, 'keys' | 'name'> | null;
  readonly from: number;
  readonly until: number;
  readonly isAuthority: boolean;
  /** As DER. */
  readonly extensions?: readonly Buffer[];
  /** Made of what is signed without it: a log's promise. */
  readonly promise?: (issuer: Keys, body: Buffer) => Buffer;
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

export const ecdsaWithSha256 = (): Buffer => sequence(oid('1.2.840.10045.4.3.2'));

export function makeKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

export function signWith({ privateKey }: Keys, ...parts: readonly Uint8Array[]): Buffer {
  return sign('sha256', Buffer.concat(parts), privateKey);
}

export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [truth()] : []), octets(value));
}

export function writeName(name: Name | null): Buffer {
  if (name === null) return sequence();
  const part = (id: string, text: string): Buffer => setOf(sequence(oid(id), utf8(text)));
  return sequence(part('2.5.4.10', name.organization), part('2.5.4.3', name.common));
}

/** Twice the same request makes two certificates: of each the serial number is its own. */
export function makeCertificate(request: CertificateRequest): Holder {
  const { keys, name, isAuthority } = request;
  const issuer = request.issuer ?? { keys, name: name ?? { organization: '', common: '' } };
  const serial = Buffer.from([0x11, ...randomBytes(15)]);
  const usage = isAuthority ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0x80]), 7);
  const own = [
    extension('2.5.29.15', usage, true),
    ...(isAuthority ? [extension('2.5.29.19', sequence(truth()), true)] : []),
    extension('2.5.29.14', octets(sha256(keys.spki).subarray(0, 20))),
    extension('2.5.29.35', sequence(der(0x80, sha256(issuer.keys.spki).subarray(0, 20)))),
    ...(request.extensions ?? []),
  ];
  const body = (extensions: readonly Buffer[]): Buffer =>
    sequence(
      tagged(0, integer(2)),
      integer(serial),
      ecdsaWithSha256(),
      writeName(issuer.name),
      sequence(time(request.from), time(request.until)),
      writeName(name),
      keys.spki,
      tagged(3, sequence(...extensions)),
    );
  const promised = request.promise === undefined ? [] : [request.promise(issuer.keys, body(own))];
  const signed = body([...own, ...promised]);
  const certificate = sequence(signed, ecdsaWithSha256(), bits(signWith(issuer.keys, signed)));
  return { keys, name: name ?? { organization: '', common: '' }, certificate, serial };
}
