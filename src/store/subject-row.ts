import type { JsonObject } from '../base/json.ts';
import type { StoredSubject, StoredVerdict, SubjectRef } from './store.ts';

export const SUBJECT_COLUMNS = `key, kind, installation, repository, owner, name, number, open, generation, judged, lease_number,
  head, base, check_name, result, verdict, recorded_digest`;

export interface SubjectRow {
  readonly key: string;
  readonly kind: string;
  readonly installation: number;
  readonly repository: number;
  readonly owner: string;
  readonly name: string;
  readonly number: number | null;
  readonly open: boolean;
  readonly generation: number;
  readonly judged: number;
  readonly lease_number: number;
  readonly head: string | null;
  readonly base: string | null;
  readonly check_name: string | null;
  readonly result: string | null;
  readonly verdict: string | null;
  readonly recorded_digest: string | null;
}

export function toSubjectRef({ key, kind, installation, repository, owner, name, number }: SubjectRow): SubjectRef {
  return { key, kind, installation, repository: { id: repository, owner, name }, number };
}

/** Null: never judged, or dropped. The columns of a verdict are set together. */
export function toVerdict({
  head,
  base,
  check_name,
  result,
  verdict,
  recorded_digest,
}: SubjectRow): StoredVerdict | null {
  if (head === null || base === null || check_name === null || result === null || verdict === null) return null;
  return {
    head,
    base,
    result,
    verdict: JSON.parse(verdict) as JsonObject,
    recordedDigest: recorded_digest,
    checkName: check_name,
  };
}

export function toStoredSubject(row: SubjectRow): StoredSubject {
  const { open, generation, judged } = row;
  return { subject: toSubjectRef(row), open, generation, judged, verdict: toVerdict(row) };
}
