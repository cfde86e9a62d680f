/** The kinds of entry, closed, and how each is named to in-toto (design/ledger.md, "Entries"). */
export const kinds = ['decision', 'landed', 'event', 'override', 'alert', 'policy', 'gap', 'ledger'] as const;

export type Kind = (typeof kinds)[number];

/** Where our own predicate types live: `urn:countersign:<kind>:v1`. */
const NAMESPACE = 'urn:countersign';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

export const predicateTypes = {
  decision: 'https://slsa.dev/verification_summary/v1',
  landed: `${NAMESPACE}:landed:v1`,
  event: `${NAMESPACE}:event:v1`,
  override: `${NAMESPACE}:override:v1`,
  alert: `${NAMESPACE}:alert:v1`,
  policy: `${NAMESPACE}:policy:v1`,
  gap: `${NAMESPACE}:gap:v1`,
  ledger: `${NAMESPACE}:ledger:v1`,
} as const satisfies Readonly<Record<Kind, string>>;

/** The version of each kind's schema, which is also the one in its predicate type. */
export const SCHEMA_VERSION = 1;

export function kindOf(predicateType: string): Kind | null {
  return kinds.find((kind) => predicateTypes[kind] === predicateType) ?? null;
}
