import { randomBytes } from 'node:crypto';
import { ecdsaWithSha256, type Holder, sha256, signWith, writeName } from './certificate.ts';
import { integer, nothing, octets, oid, sequence, setOf, tagged, time } from './der.ts';

const TIME_STAMP = '1.2.840.113549.1.9.16.1.4';
const sha256Algorithm = (): Buffer => sequence(oid('2.16.840.1.101.3.4.2.1'), nothing());

/** The answer of a time-stamp authority (RFC 3161): these bytes existed at that time. */
export function makeTimeStamp(
  authority: Holder,
  { bytes, at }: { readonly bytes: Uint8Array; readonly at: number },
): Buffer {
  const said = sequence(
    integer(1),
    oid('1.3.6.1.4.1.57264.2'),
    sequence(sha256Algorithm(), octets(sha256(bytes))),
    integer(randomBytes(8)),
    time(at),
  );
  const attributes = [
    sequence(oid('1.2.840.113549.1.9.3'), setOf(oid(TIME_STAMP))),
    sequence(oid('1.2.840.113549.1.9.4'), setOf(octets(sha256(said)))),
  ];
  const signer = sequence(
    integer(1),
    sequence(writeName(authority.name), integer(authority.serial)),
    sha256Algorithm(),
    tagged(0, ...attributes),
    ecdsaWithSha256(),
    octets(signWith(authority.keys, setOf(...attributes))),
  );
  const signed = sequence(
    integer(3),
    setOf(sha256Algorithm()),
    sequence(oid(TIME_STAMP), tagged(0, octets(said))),
    setOf(signer),
  );
  return sequence(sequence(integer(0)), sequence(oid('1.2.840.113549.1.7.2'), tagged(0, signed)));
}
