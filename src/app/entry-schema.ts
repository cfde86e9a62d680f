import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type CheckSchema, entrySchemas } from '../ledger/schemas.ts';

let validators: ReadonlyMap<string, ValidateFunction> | null = null;

/** Enforces the published schemas of ledger entries: before anything is appended, and when a ledger is verified. */
export const checkEntrySchema: CheckSchema = (kind, version, value) => {
  validators ??= compileAll();
  const validate = validators.get(`${kind}/${version}`);
  if (validate === undefined) return [`there is no schema ${kind}/${version}`];
  return validate(value) ? [] : (validate.errors ?? []).map(explain);
};

function compileAll(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({ allErrors: true, strict: true });
  return new Map(entrySchemas.map(({ kind, version, schema }) => [`${kind}/${version}`, ajv.compile(schema)]));
}

/** Property names are an outsider's here; whoever shows them escapes them. */
function explain({ instancePath, keyword, params, message }: ErrorObject): string {
  const place = instancePath === '' ? 'the statement' : instancePath;
  const extra: unknown = keyword === 'additionalProperties' ? params['additionalProperty'] : undefined;
  return `${place} ${message ?? 'is wrong'}${typeof extra === 'string' ? ` (${extra})` : ''}`;
}
