import { extension, type Keys, sha256, signWith } from './certificate.ts';
import { octets } from './der.ts';

/** Logs of Sigstore's public instance, of one entry each. */

const number = (value: number, bytes: number): Buffer =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');

/** A log of certificates promises to hold one (RFC 6962): the extension that stands in it. */
export function promiseCertificate(log: Keys, at: number): (issuer: Keys, body: Buffer) => Buffer {
  return (issuer, body) => {
    const stamp = number(at, 8);
    const signature = signWith(
      log,
      Buffer.from([0, 0]),
      stamp,
      Buffer.from([0, 1]),
      sha256(issuer.spki),
      number(body.length, 3),
      body,
      Buffer.from([0, 0]),
    );
    const promise = Buffer.concat([
      Buffer.from([0]),
      sha256(log.spki),
      stamp,
      Buffer.from([0, 0, 4, 3]),
      number(signature.length, 2),
      signature,
    ]);
    const list = Buffer.concat([number(promise.length + 2, 2), number(promise.length, 2), promise]);
    return extension('1.3.6.1.4.1.11129.2.4.2', octets(list));
  };
}

interface Logged {
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly at: number;
}

/** An entry of a log of signatures, with its promise and its proof. */
export function logSignature(log: Keys, { payload, signature, at }: Logged): object {
  const body = Buffer.from(
    JSON.stringify({
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
        signatures: [{ signature: Buffer.from(signature).toString('base64'), verifier: '' }],
      },
    }),
  );
  const logId = sha256(log.spki);
  const integratedTime = Math.floor(at / 1_000);
  const said = { body: body.toString('base64'), integratedTime, logID: logId.toString('hex'), logIndex: 0 };
  const root = sha256(Buffer.from([0]), body).toString('base64');
  const note = `${LOG_NAME} - 1\n1\n${root}\n`;
  const signed = Buffer.concat([logId.subarray(0, 4), signWith(log, Buffer.from(note))]).toString('base64');
  return {
    logIndex: '0',
    logId: { keyId: logId.toString('base64') },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: signWith(log, Buffer.from(JSON.stringify(said))).toString('base64') },
    inclusionProof: {
      logIndex: '0',
      rootHash: root,
      treeSize: '1',
      hashes: [],
      checkpoint: { envelope: `${note}\n\u2014 ${LOG_NAME} ${signed}\n` },
    },
    canonicalizedBody: body.toString('base64'),
  };
}

export const LOG_NAME = 'log.example';
