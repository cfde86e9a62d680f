import { canonicalize } from './canonical.ts';
import { sha256Hex } from './digest.ts';
import type { AlertAct, AlertCode } from './entries/alert.ts';
import { type Draft, draftEntry, type HeaderFields } from './entry.ts';
import type { Subject } from './terms.ts';

/** The same code about the same thing is the same irregularity, and opened once. */
export interface Irregularity {
  readonly code: AlertCode;
  readonly about: Subject;
  /** What tells it from others of this code about the same subject: a head, a witness' key. Stands in the entry as a digest only. */
  readonly key: string;
}

/**
 * The subject of every entry about an irregularity: what it is about, under a name that no other irregularity has. So
 * the subject's newest entry says whether it is open, and two processes that find it at once make the same entry.
 */
export function alertSubject({ code, about, key }: Irregularity): Subject {
  return { ...about, name: `alert:${sha256Hex(canonicalize({ about, code, key })).slice(0, 32)}` };
}

/** An irregularity was opened, acknowledged or closed. Throws like draftEntry. */
export function draftAlert(fields: {
  readonly origin: string;
  readonly irregularity: Irregularity;
  readonly header: HeaderFields;
  readonly act: AlertAct;
}): Draft {
  const { origin, irregularity, header, act } = fields;
  const predicate = { countersign_alert: act };
  return draftEntry({ origin, header, kind: 'alert', subject: alertSubject(irregularity), predicate });
}
