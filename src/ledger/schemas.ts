import { toBytes } from '../base/bytes.ts';
import type { JsonObject } from '../base/json.ts';
import { alertStatement } from './entries/alert.ts';
import { decisionStatement } from './entries/decision.ts';
import { eventStatement } from './entries/event.ts';
import { gapStatement } from './entries/gap.ts';
import { landedStatement } from './entries/landed.ts';
import { ledgerStatement } from './entries/ledger.ts';
import { policyStatement } from './entries/policy.ts';
import { type Kind, SCHEMA_VERSION } from './kind.ts';
import { paths } from './layout.ts';

export interface EntrySchema {
  readonly kind: Kind;
  readonly version: number;
  /** JSON Schema, draft 07. */
  readonly schema: JsonObject;
}

/**
 * Says what is wrong with a statement of this kind and schema version, in words; nothing, when it is right. Given by
 * whoever calls, because this room validates nothing by a package: an unknown kind or version must be a problem too.
 */
export type CheckSchema = (kind: string, version: number, value: unknown) => readonly string[];

/** The schemas of every kind that can be written, the newest version of each. */
export const entrySchemas: readonly EntrySchema[] = [
  entrySchema('decision', 'A verdict on a subject', decisionStatement.schema),
  entrySchema('landed', 'What reached a branch with a policy', landedStatement.schema),
  entrySchema('event', 'Who did what, when, to what', eventStatement.schema),
  entrySchema('policy', 'A policy version came into force', policyStatement.schema),
  entrySchema('alert', 'An irregularity', alertStatement.schema),
  entrySchema('gap', 'From when to when the app could not watch', gapStatement.schema),
  entrySchema('ledger', 'What happened to the ledger itself', ledgerStatement.schema),
];

/** The files `schema/<kind>/<version>.json`, the same in this repository and on a ledger branch. */
export function schemaFiles(): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  return entrySchemas.map(({ kind, version, schema }) => ({
    path: paths.schema(kind, version),
    bytes: toBytes(`${JSON.stringify(schema, null, 2)}\n`),
  }));
}

function entrySchema(kind: Kind, title: string, schema: JsonObject): EntrySchema {
  const head = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `urn:countersign:schema:${kind}:${SCHEMA_VERSION}`,
    title,
  };
  return { kind, version: SCHEMA_VERSION, schema: { ...head, ...schema } };
}
