import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, Verifier } from '@sigstore/verify';
import { type Authority, ownerOf } from './authority.ts';

/** What a root trusts, ready to verify with. */
export interface TrustRoot {
  readonly authority: Authority;
  readonly verifier: Verifier;
}

export interface TrustedRoots {
  readonly roots: readonly TrustRoot[];
  /** In plain words, with the line. */
  readonly problems: readonly string[];
}

/** As `gh attestation trusted-root` writes them, one JSON document a line; or one document over many lines. */
export function parseTrustedRoots(text: string): TrustedRoots {
  const whole = parseJson(text);
  const documents =
    whole === undefined
      ? text
          .split('\n')
          .flatMap((line, index) => (line.trim() === '' ? [] : [{ line: index + 1, json: parseJson(line) }]))
      : [{ line: 1, json: whole }];
  const read = documents.map(({ line, json }) => ({ line, root: readRoot(json) }));
  const problems = read.flatMap(({ line, root }) => (typeof root === 'string' ? [`line ${line}: ${root}`] : []));
  const roots = read.flatMap(({ root }) => (typeof root === 'string' ? [] : [root]));
  return { roots, problems: documents.length === 0 ? ['it is empty'] : problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readRoot(json: unknown): TrustRoot | string {
  if (typeof json !== 'object' || json === null) return 'is not a JSON object';
  try {
    const root = TrustedRoot.fromJSON(json);
    const authority = authorityOf(root);
    return typeof authority === 'string' && authority in thresholds
      ? { authority, verifier: new Verifier(toTrustMaterial(root), thresholds[authority]) }
      : 'its certificate authorities are not those of sigstore.dev alone, or of GitHub, Inc. alone';
  } catch {
    return 'is not a trusted root of Sigstore';
  }
}

/**
 * As the gh client does. GitHub's own instance keeps no logs, and proves the time by a time-stamp authority; of the public
 * one the log of certificates, the log of signatures and a time are demanded.
 */
const thresholds = {
  'public-good': { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 },
  github: { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 1 },
} as const;

/** A root that held both would let the weaker demands serve for the other. */
function authorityOf({ certificateAuthorities }: TrustedRoot): Authority | null {
  const owners = certificateAuthorities.map(({ certChain }) => {
    const lowest = certChain?.certificates[0];
    return lowest === undefined ? null : ownerOf(lowest.rawBytes);
  });
  const [first = null] = owners;
  return owners.every((owner) => owner === first) ? first : null;
}
