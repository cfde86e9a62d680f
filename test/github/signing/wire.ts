/** Length-prefixed fields as SSH writes them (RFC 4251, section 5), and armour as both SSH and OpenPGP write it. */
export function sshString(bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws RangeError when the bytes end before the field does */
  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError('field goes beyond the end');
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  number(): number {
    return this.take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.take(this.number());
  }
}

/** The bytes between `-----BEGIN label-----` and `-----END label-----`, headers and checksum left out; null when there are none. */
export function readArmour(text: string, label: string): Buffer | null {
  const lines = text.replaceAll('\r', '').split('\n');
  const begin = lines.indexOf(`-----BEGIN ${label}-----`);
  const end = lines.indexOf(`-----END ${label}-----`);
  if (begin < 0 || end < begin) return null;
  const body = lines.slice(begin + 1, end).filter((line) => !line.includes(': ') && !line.startsWith('='));
  return Buffer.from(body.join(''), 'base64');
}

export function writeArmour(bytes: Buffer, label: string, options: { readonly crc24: boolean }): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  const head = options.crc24 ? [''] : [];
  const tail = options.crc24 ? [`=${checksum(bytes).toString('base64')}`] : [];
  return [`-----BEGIN ${label}-----`, ...head, ...lines, ...tail, `-----END ${label}-----`, ''].join('\n');
}

/** CRC-24 of RFC 4880, section 6.1. */
function checksum(bytes: Buffer): Buffer {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return Buffer.from([(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff]);
}
