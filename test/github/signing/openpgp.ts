/**
 * As much OpenPGP (RFC 4880) as GitHub's own signature and a test's own key need: version 4 keys and signatures, Ed25519
 * (algorithm 22) made and verified, RSA verified. Real gpg accepts what is made here.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { readArmour, writeArmour } from './wire.ts';

const eddsaOid = Buffer.from('092b06010401da470f01', 'hex');
const signatureLabel = 'PGP SIGNATURE';
const publicKeyLabel = 'PGP PUBLIC KEY BLOCK';
const hashes = new Map([
  [8, 'sha256'],
  [9, 'sha384'],
  [10, 'sha512'],
]);

export interface PgpKeyPair {
  readonly armouredPublicKey: string;
  /** 40 hexadecimal digits, upper case. */
  readonly fingerprint: string;
  /** The last 16 of them. */
  readonly keyId: string;
  readonly signer: KeyObject;
  readonly createdAtSeconds: number;
}

export function makePgpKeyPair(userId: string, createdAtSeconds: number): PgpKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const jwk = privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([0x40]), Buffer.from(jwk.x ?? '', 'base64url')]);
  const body = Buffer.concat([
    Buffer.from([4]),
    number(createdAtSeconds, 4),
    Buffer.from([22]),
    eddsaOid,
    integer(point),
  ]);
  const hashedKey = Buffer.concat([Buffer.from([0x99]), number(body.length, 2), body]);
  const fingerprint = createHash('sha1').update(hashedKey).digest('hex').toUpperCase();
  const key = { fingerprint, keyId: fingerprint.slice(-16), signer: privateKey, createdAtSeconds };
  const identity = Buffer.from(userId);
  const certified = Buffer.concat([hashedKey, Buffer.from([0xb4]), number(identity.length, 4), identity]);
  // Subpacket 27: this key may certify and sign.
  const certification = makeSignature(key, {
    type: 0x13,
    data: certified,
    atSeconds: createdAtSeconds,
    extra: subpacket(27, Buffer.from([3])),
  });
  const packets = Buffer.concat([packet(6, body), packet(13, identity), certification]);
  return { ...key, armouredPublicKey: writeArmour(packets, publicKeyLabel, { crc24: true }) };
}

/** A detached signature of a commit's payload, ready for the `gpgsig` header. */
export function signWithPgp(key: PgpKeyPair, payload: Buffer, atSeconds: number): string {
  const bytes = makeSignature(key, { type: 0, data: payload, atSeconds, extra: Buffer.alloc(0) });
  return writeArmour(bytes, signatureLabel, { crc24: true }).trimEnd();
}

export type PgpResult =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'read'; readonly keyId: string; readonly verifyWith: (armouredPublicKey: string) => boolean };

export function readPgp(armoured: string, payload: Buffer): PgpResult {
  const bytes = readArmour(armoured, signatureLabel);
  const body = bytes === null ? undefined : readPackets(bytes).find((entry) => entry.tag === 2)?.body;
  if (body === undefined || body[0] !== 4 || body.length < 12) return { kind: 'malformed' };
  const [algorithm, hash] = [body[2], hashes.get(body[3] ?? 0)];
  const hashedEnd = 6 + body.readUInt16BE(4);
  if (hashedEnd + 2 > body.length) return { kind: 'malformed' };
  const unhashedEnd = hashedEnd + 2 + body.readUInt16BE(hashedEnd);
  const keyId = issuerOf(body.subarray(6, hashedEnd)) ?? issuerOf(body.subarray(hashedEnd + 2, unhashedEnd));
  if (hash === undefined || keyId === undefined) return { kind: 'malformed' };
  const trailer = Buffer.concat([body.subarray(0, hashedEnd), Buffer.from([4, 0xff]), number(hashedEnd, 4)]);
  const data = Buffer.concat([payload, trailer]);
  const values = readIntegers(body.subarray(unhashedEnd + 2));
  return { kind: 'read', keyId, verifyWith: (publicKey) => verifyWith(publicKey, { algorithm, hash, data, values }) };
}

/** Key ids of a public key and its subkeys: a commit may be signed by a subkey. */
export function pgpKeyIds(armouredPublicKey: string): readonly string[] {
  return keyBodies(armouredPublicKey).map((body) => fingerprintOf(body).slice(-16));
}

interface SignatureParts {
  readonly algorithm: number | undefined;
  readonly hash: string;
  readonly data: Buffer;
  readonly values: readonly Buffer[];
}

function verifyWith(armouredPublicKey: string, { algorithm, hash, data, values }: SignatureParts): boolean {
  for (const body of keyBodies(armouredPublicKey)) {
    const [first, second] = values;
    if (algorithm === 22 && body[5] === 22 && first !== undefined && second !== undefined) {
      const x = readIntegers(body.subarray(6 + eddsaOid.length))[0]?.subarray(1) ?? Buffer.alloc(0);
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, format: 'jwk' });
      const signature = Buffer.concat([left(first, 32), left(second, 32)]);
      if (verify(null, createHash(hash).update(data).digest(), key, signature)) return true;
    }
    if (algorithm === 1 && body[5] === 1 && first !== undefined) {
      const [n, e] = readIntegers(body.subarray(6));
      if (n === undefined || e === undefined) continue;
      const jwk = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
      if (verify(hash, data, createPublicKey({ key: jwk, format: 'jwk' }), left(first, n.length))) return true;
    }
  }
  return false;
}

interface SignatureRequest {
  readonly type: number;
  readonly data: Buffer;
  readonly atSeconds: number;
  readonly extra: Buffer;
}

function makeSignature(key: Pick<PgpKeyPair, 'fingerprint' | 'keyId' | 'signer'>, request: SignatureRequest): Buffer {
  const issuer = Buffer.concat([Buffer.from([4]), Buffer.from(key.fingerprint, 'hex')]);
  const hashed = Buffer.concat([subpacket(33, issuer), subpacket(2, number(request.atSeconds, 4)), request.extra]);
  const head = Buffer.concat([Buffer.from([4, request.type, 22, 10]), number(hashed.length, 2), hashed]);
  const trailer = Buffer.concat([Buffer.from([4, 0xff]), number(head.length, 4)]);
  const digest = createHash('sha512')
    .update(Buffer.concat([request.data, head, trailer]))
    .digest();
  const signature = sign(null, digest, key.signer);
  const unhashed = subpacket(16, Buffer.from(key.keyId, 'hex'));
  const values = [integer(signature.subarray(0, 32)), integer(signature.subarray(32))];
  return packet(2, Buffer.concat([head, number(unhashed.length, 2), unhashed, digest.subarray(0, 2), ...values]));
}

function keyBodies(armoured: string): readonly Buffer[] {
  const bytes = readArmour(armoured, publicKeyLabel);
  if (bytes === null) return [];
  return readPackets(bytes).flatMap(({ tag, body }) => ((tag === 6 || tag === 14) && body[0] === 4 ? [body] : []));
}

function fingerprintOf(body: Buffer): string {
  const hashed = Buffer.concat([Buffer.from([0x99]), number(body.length, 2), body]);
  return createHash('sha1').update(hashed).digest('hex').toUpperCase();
}

function readPackets(bytes: Buffer): readonly { readonly tag: number; readonly body: Buffer }[] {
  const packets: { tag: number; body: Buffer }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = bytes[at] ?? 0;
    const oldFormat = (head & 0x40) === 0;
    const tag = oldFormat ? (head >> 2) & 15 : head & 63;
    const { length, size } = oldFormat ? oldLength(bytes, at + 1, head & 3) : newLength(bytes, at + 1);
    packets.push({ tag, body: bytes.subarray(at + 1 + size, at + 1 + size + length) });
    at += 1 + size + length;
  }
  return packets;
}

function oldLength(bytes: Buffer, at: number, type: number): { length: number; size: number } {
  if (type === 3) return { length: bytes.length - at, size: 0 };
  const size = 1 << type;
  return at + size > bytes.length ? { length: 0, size } : { length: bytes.readUIntBE(at, size), size };
}

function newLength(bytes: Buffer, at: number): { length: number; size: number } {
  const first = bytes[at] ?? 0;
  if (first < 192) return { length: first, size: 1 };
  if (first < 224) return { length: ((first - 192) << 8) + (bytes[at + 1] ?? 0) + 192, size: 2 };
  return { length: at + 5 > bytes.length ? 0 : bytes.readUInt32BE(at + 1), size: 5 };
}

function issuerOf(area: Buffer): string | undefined {
  for (let at = 0; at < area.length; ) {
    const { length, size } = newLength(area, at);
    const type = (area[at + size] ?? 0) & 0x7f;
    const body = area.subarray(at + size + 1, at + size + length);
    if (type === 16) return body.toString('hex').toUpperCase();
    if (type === 33) return body.subarray(1).toString('hex').toUpperCase().slice(-16);
    at += size + length;
  }
  return undefined;
}

function readIntegers(bytes: Buffer): readonly Buffer[] {
  const values: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = (bytes.readUInt16BE(at) + 7) >> 3;
    values.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return values;
}

function integer(value: Buffer): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const body = start < 0 ? Buffer.alloc(0) : value.subarray(start);
  const bits = body.length === 0 ? 0 : body.length * 8 - Math.clz32(body[0] ?? 0) + 24;
  return Buffer.concat([number(bits, 2), body]);
}

function left(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, length - bytes.length)), bytes]);
}

function subpacket(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length + 1, type]), body]);
}

function packet(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), number(body.length, 4), body]);
}

function number(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}
