import { toText } from '../base/bytes.ts';

/**
 * The run of a workflow that a certificate was given to, as Fulcio wrote it there from the token of GitHub Actions:
 * https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
 */
export interface Workload {
  /** Who made the token. */
  readonly issuer: string;
  /**
   * The workflow whose job signed, with its ref; of a reusable workflow its own:
   * `https://github.com/acme/build/.github/workflows/release.yml@refs/heads/main`.
   */
  readonly builder: string;
  /** `github-hosted`, `self-hosted`. */
  readonly runner: string;
  /** `https://github.com/acme/shop`. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly ownerId: number;
  readonly commit: string;
  /** `refs/heads/main`. */
  readonly ref: string;
  /** The workflow that the run began with, with its ref, and the commit that its file was read at. */
  readonly workflow: string;
  readonly workflowDigest: string;
  /** `https://github.com/acme/shop/actions/runs/501/attempts/1`. */
  readonly run: string;
}

/** An extension of a certificate as @sigstore/verify gives it: its number, and the bytes of its value. */
export interface Extension {
  readonly oid?: { readonly id: readonly number[] } | undefined;
  readonly value: Uint8Array;
}

const FULCIO = '1.3.6.1.4.1.57264.1.';

/** Null: one of them is missing, stands there twice, or is not what it has to be. */
export function readWorkload(extensions: readonly Extension[]): Workload | null {
  const text = (number: number): string => {
    const [found, ...others] = extensions.filter(({ oid }) => oid?.id.join('.') === `${FULCIO}${number}`);
    return found === undefined || others.length > 0 ? '' : readUtf8String(found.value);
  };
  const workload = {
    issuer: text(8),
    builder: text(9),
    runner: text(11),
    repository: text(12),
    commit: text(13),
    ref: text(14),
    repositoryId: readId(text(15)),
    ownerId: readId(text(17)),
    workflow: text(18),
    workflowDigest: text(19),
    run: text(21),
  };
  return Object.values(workload).includes('') || !isId(workload.repositoryId) || !isId(workload.ownerId)
    ? null
    : workload;
}

function readId(text: string): number {
  return /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
}

const isId = (id: number): boolean => id > 0 && Number.isSafeInteger(id);

/** The text of a DER UTF8String that is all of the bytes, or nothing. */
function readUtf8String(der: Uint8Array): string {
  const [tag, first = 0, second = 0, third = 0] = der;
  const [length, header] = first < 0x80 ? [first, 2] : first === 0x81 ? [second, 3] : [second * 256 + third, 4];
  if (tag !== 0x0c || (first > 0x7f && first !== 0x81 && first !== 0x82) || der.length !== header + length) return '';
  return toText(der.subarray(header)) ?? '';
}
