import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makePgpKeyPair, pgpKeyIds, readPgp, signWithPgp } from './openpgp.ts';
import { checkSsh, makeSshKeyPair, signWithSsh, sshFingerprint } from './ssh.ts';
import { readArmour, writeArmour } from './wire.ts';

const payload = Buffer.from('tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nmessage\n');

describe('SSH signatures', () => {
  const pair = makeSshKeyPair('dana@example.com');

  test('verify under the key that made them, for what was signed', () => {
    const signature = signWithSsh(pair, payload);
    expect(checkSsh(signature, payload)).toEqual({ kind: 'read', fingerprint: pair.fingerprint, good: true });
    expect(checkSsh(signature, Buffer.concat([payload, Buffer.from('x')]))).toMatchObject({ good: false });
    expect(sshFingerprint(pair.publicKey)).toBe(pair.fingerprint);
  });

  test('any changed byte is noticed', () => {
    const bytes = readArmour(signWithSsh(pair, payload), 'SSH SIGNATURE') ?? Buffer.alloc(0);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const result = checkSsh(writeArmour(changed, 'SSH SIGNATURE', { crc24: false }), payload);
        expect(result.kind === 'malformed' || !result.good || result.fingerprint !== pair.fingerprint).toBe(true);
      }),
    );
  });

  test('foreign bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(checkSsh(writeArmour(Buffer.from(bytes), 'SSH SIGNATURE', { crc24: false }), payload)).toBeDefined();
      }),
    );
  });
});

describe('OpenPGP signatures', () => {
  const pair = makePgpKeyPair('GitHub <noreply@github.com>', 1_500_000_000);

  test('verify under the key that made them, for what was signed', () => {
    const signature = signWithPgp(pair, payload, 1_700_000_000);
    const good = readPgp(signature, payload);
    const bad = readPgp(signature, Buffer.from('other'));
    expect(good).toMatchObject({ kind: 'read', keyId: pair.keyId });
    expect(good.kind === 'read' && good.verifyWith(pair.armouredPublicKey)).toBe(true);
    expect(bad.kind === 'read' && bad.verifyWith(pair.armouredPublicKey)).toBe(false);
    expect(good.kind === 'read' && good.verifyWith(makePgpKeyPair('x', 1).armouredPublicKey)).toBe(false);
    expect(pgpKeyIds(pair.armouredPublicKey)).toEqual([pair.keyId]);
  });

  test('foreign bytes never throw', () => {
    const signature = readArmour(signWithPgp(pair, payload, 1_700_000_000), 'PGP SIGNATURE') ?? Buffer.alloc(0);
    const mutated = fc
      .tuple(fc.nat(signature.length - 1), fc.nat(255))
      .map(([at, value]) => Buffer.from(signature).fill(value, at, at + 1));
    const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, anything), (bytes) => {
        const result = readPgp(writeArmour(bytes, 'PGP SIGNATURE', { crc24: true }), payload);
        if (result.kind === 'read') expect([true, false]).toContain(result.verifyWith(pair.armouredPublicKey));
      }),
    );
  });
});
