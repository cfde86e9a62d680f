import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toHex } from '../../src/base/bytes.ts';
import {
  cosign,
  parseWitnessVkey,
  verifyCosignature,
  witnessKey,
  witnessSigner,
} from '../../src/ledger/cosignature.ts';
import { openNote, parseNote } from '../../src/ledger/note.ts';
import { formatVkey, noteKey, parseVkey, verifySignature } from '../../src/ledger/note-key.ts';
import { faultOf } from './faults.ts';
import { keyFrom } from './sample.ts';
import { mlDsaWitnessFrom, witnessFrom } from './witnesses.ts';

/** The example of the specification. The witness's public key is not published with it. */
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const EXAMPLE = `${TEXT}
— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;
const TIME = 1_679_315_147;
const witness = witnessFrom(1);

describe('cosignatures', () => {
  test('have the form of the published example: key id, time, 64 bytes', () => {
    const published = parseNote(toBytes(EXAMPLE)).signatures[1];
    const ours = cosign(TEXT, { signer: witness, time: TIME });
    expect(published?.keyId).toBe('8d66cf3f');
    expect(published?.signature).toHaveLength(72);
    expect(toHex(ours.signature.subarray(0, 8))).toBe(toHex(published?.signature.subarray(0, 8) ?? new Uint8Array()));
    expect(ours).toMatchObject({ name: witness.name, keyId: witness.keyId });
    expect(ours.signature).toHaveLength(72);
  });

  test('sign the message that the specification spells out', () => {
    const { signature } = cosign(TEXT, { signer: witness, time: TIME });
    const message = toBytes(`cosignature/v1\ntime 1679315147\n${TEXT}`);
    expect(verifySignature(witness, message, signature.subarray(8))).toBe(true);
  });

  test('give their time to whoever verifies, and to no other key, text or time', () => {
    const { signature } = cosign(TEXT, { signer: witness, time: TIME });
    expect(verifyCosignature(witness, TEXT, signature)).toBe(TIME);
    expect(verifyCosignature(witnessFrom(2), TEXT, signature)).toBeNull();
    expect(verifyCosignature(witness, TEXT.replace('20852163', '20852164'), signature)).toBeNull();
    const later = cosign(TEXT, { signer: witness, time: TIME + 1 }).signature;
    expect(verifyCosignature(witness, TEXT, Buffer.concat([later.subarray(0, 8), signature.subarray(8)]))).toBeNull();
  });

  test('the time 0 and the last second of the year 9999 can be signed, nothing beyond them', () => {
    for (const time of [0, 253_402_300_799])
      expect(verifyCosignature(witness, TEXT, cosign(TEXT, { signer: witness, time }).signature)).toBe(time);
    for (const time of [-1, 0.5, 253_402_300_800, Number.NaN])
      expect(faultOf(() => cosign(TEXT, { signer: witness, time }))).toBe('internal.bug');
    const message = toBytes(`cosignature/v1\ntime 253402300800\n${TEXT}`);
    const time = Buffer.from('0000003afff44180', 'hex');
    expect(verifyCosignature(witness, TEXT, Buffer.concat([time, witness.sign(message)]))).toBeNull();
  });

  test('any flipped bit is found, and foreign bytes never throw', () => {
    const { signature } = cosign(TEXT, { signer: witness, time: TIME });
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const flipped = signature.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(verifyCosignature(witness, TEXT, flipped)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => verifyCosignature(witness, TEXT, bytes) === null),
    );
  });
});

describe('cosignatures with ML-DSA-44', () => {
  const signer = mlDsaWitnessFrom(1);
  const sign = (text = TEXT, time = TIME) => cosign(text, { signer, time }).signature;

  test('have a time and 2,420 bytes, and give their time to whoever verifies', () => {
    expect(sign()).toHaveLength(8 + 2420);
    expect(verifyCosignature(signer, TEXT, sign())).toBe(TIME);
    expect(verifyCosignature(parseWitnessVkey(formatVkey(signer)), TEXT, sign())).toBe(TIME);
  });

  test('sign the structure that the specification spells out', () => {
    const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');
    const [name, origin] = [Buffer.from(signer.name), Buffer.from('example.com/behind-the-sofa')];
    const numbers = Buffer.alloc(24);
    numbers.writeBigUInt64BE(BigInt(TIME), 0);
    numbers.writeBigUInt64BE(20_852_163n, 16);
    const message = Buffer.concat([
      Buffer.from('subtree/v1\n\0', 'latin1'),
      Buffer.of(name.length),
      name,
      numbers.subarray(0, 8),
      Buffer.of(origin.length),
      origin,
      numbers.subarray(8),
      root,
    ]);
    expect(message.subarray(0, 12).toString('hex')).toBe('737562747265652f76310a00');
    expect(verifySignature(signer, message, sign().subarray(8))).toBe(true);
  });

  test('hold for no other witness, log, size, root, time or name', () => {
    const signature = sign();
    const renamed = { ...signer, name: 'witness.example/other' };
    expect(verifyCosignature(mlDsaWitnessFrom(2), TEXT, signature)).toBeNull();
    expect(verifyCosignature(renamed, TEXT, signature)).toBeNull();
    for (const text of [TEXT.replace('sofa', 'sofb'), TEXT.replace('163', '164'), TEXT.replace('CsU', 'CsV')])
      expect(verifyCosignature(signer, text, signature)).toBeNull();
    const later = sign(TEXT, TIME + 1);
    expect(verifyCosignature(signer, TEXT, Buffer.concat([later.subarray(0, 8), signature.subarray(8)]))).toBeNull();
    expect(verifyCosignature(signer, TEXT, signature.with(2000, (signature[2000] ?? 0) ^ 1))).toBeNull();
    expect(verifyCosignature(signer, TEXT, signature.subarray(0, 72))).toBeNull();
  });

  test('say nothing of extension lines, as the specification wants it, and nothing of what is no checkpoint', () => {
    expect(verifyCosignature(signer, `${TEXT}extension\n`, sign())).toBe(TIME);
    expect(verifyCosignature(signer, 'no checkpoint\n', sign())).toBeNull();
    expect(faultOf(() => cosign('no checkpoint\n', { signer, time: TIME }))).toBe('ledger.checkpoint');
    const long = `${'a'.repeat(256)}\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n`;
    expect(faultOf(() => cosign(long, { signer, time: TIME }))).toBe('ledger.checkpoint');
  });
});

describe('keys of witnesses', () => {
  test('are another key than the same bytes as a log key, with another id', () => {
    const log = keyFrom(1, witness.name);
    expect(log.publicKey).toEqual(witness.publicKey);
    expect(witness.keyId).not.toBe(log.keyId);
    expect(parseWitnessVkey(formatVkey(witness))).toEqual(witnessKey(witness.name, witness.publicKey));
    expect(faultOf(() => parseWitnessVkey(formatVkey(log)))).toBe('ledger.key');
    expect(() => parseWitnessVkey(formatVkey(log))).toThrow('the key of a log');
    expect(() => parseVkey(formatVkey(witness))).toThrow('the key of a witness');
  });

  test('a cosignature under a log key is no signature of that log', () => {
    const log = keyFrom(1, 'example.com/behind-the-sofa');
    const cosigned = cosign(TEXT, { signer: witness, time: TIME });
    const line = Buffer.concat([Buffer.from(log.keyId, 'hex'), cosigned.signature]).toString('base64');
    expect(faultOf(() => openNote(toBytes(`${TEXT}\n— ${log.name} ${line}\n`), [log]))).toBe('ledger.signature');
  });

  test('are Ed25519 or ML-DSA-44', () => {
    expect(formatVkey(mlDsaWitnessFrom(1))).toMatch(/^witness\.example\/pq1\+[0-9a-f]{8}\+B/);
    expect(faultOf(() => noteKey({ name: 'a', type: 6, publicKey: new Uint8Array(32) }))).toBe('ledger.key');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(faultOf(() => witnessSigner('a', rsa.privateKey))).toBe('ledger.key');
    expect(faultOf(() => witnessKey('a', new Uint8Array(31)))).toBe('ledger.key');
    expect(faultOf(() => witnessKey('a b', new Uint8Array(32)))).toBe('ledger.key');
  });
});
