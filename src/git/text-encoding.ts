/** Text out of foreign bytes, and whether anything was lost on the way. */
export interface DecodedText {
  readonly text: string;
  /** Some bytes meant nothing in the encoding and became U+FFFD. */
  readonly isLossy: boolean;
}

/**
 * Decodes by the name that a commit's `encoding` header declares; without one, or with one that nobody knows, as UTF-8.
 * The name is an attacker's choice, so it only ever picks a decoder; it never fails.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): DecodedText {
  const decoders = [declared ?? 'utf-8', 'utf-8'];
  for (const name of decoders) {
    const decoder = findDecoder(name, { fatal: true });
    if (decoder === null) continue;
    try {
      return { text: decoder.decode(bytes), isLossy: false };
    } catch {
      // Not text in this encoding: the next reading is tried.
    }
  }
  const last = findDecoder(declared ?? 'utf-8', { fatal: false }) ?? new TextDecoder('utf-8', { ignoreBOM: true });
  return { text: last.decode(bytes), isLossy: true };
}

/** Names of git and iconv that the WHATWG list spells otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  latin1: 'iso-8859-1',
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  eucjp: 'euc-jp',
  sjis: 'shift_jis',
};

function findDecoder(name: string, options: { readonly fatal: boolean }): InstanceType<typeof TextDecoder> | null {
  const label = name.trim().toLowerCase();
  try {
    return new TextDecoder(ALIASES[label.replaceAll(/[-_]/g, '')] ?? label, { ...options, ignoreBOM: true });
  } catch {
    return null;
  }
}
