import { isJsonObject } from '../base/json.ts';
import { findNearest } from './nearest.ts';
import type { PolicyProblem } from './problem.ts';
import type { ShapeError } from './validate.ts';
import { type Path, quote, type YamlText } from './yaml-text.ts';

/** What the schema has against a file, for people. */
export function explainShapeErrors(errors: readonly ShapeError[], yaml: YamlText): readonly PolicyProblem[] {
  return errors.filter(isTelling).map((error) => explainError(error, yaml));
}

/** ajv reports some failures twice: once for the part that failed, once for the keyword that holds it. */
function isTelling(error: ShapeError): boolean {
  return error.keyword !== 'if' && error.propertyName === undefined && !error.schemaPath.includes('/anyOf/');
}

function explainError(error: ShapeError, yaml: YamlText): PolicyProblem {
  const path = readPointer(error.instancePath);
  const key = unwantedKey(error);
  const place =
    key === null ? yaml.locate([...path, ...firstTooMany(error)], 'value') : yaml.locate([...path, key], 'key');
  const { message, nearest } = describe(error, path);
  const isLimit = error.keyword === 'maxItems' || error.keyword === 'maxLength';
  return { code: isLimit ? 'policy.limit' : 'policy.schema', message, line: place.line, column: place.column, nearest };
}

function plain(message: string): Description {
  return { message, nearest: null };
}

interface Description {
  readonly message: string;
  readonly nearest: string | null;
}

function describe(error: ShapeError, path: Path): Description {
  const params: Readonly<Record<string, unknown>> = error.params;
  const subject = path.length === 0 ? 'the file' : quote(nameOf(path));
  switch (error.keyword) {
    case 'additionalProperties':
      return describeUnknownKey(String(params['additionalProperty']), error, path);
    case 'propertyNames':
      return plain(`${quote(String(params['propertyName']))} is not ${expected(error.schema)}`);
    case 'required':
      return plain(`${subject} needs ${quote(String(params['missingProperty']))}`);
    case 'type':
      return plain(`${subject} must be ${describeTypes(params['type'])}`);
    case 'enum':
      return describeChoice(subject, error);
    case 'not':
      return plain(`${subject} must not be ${show(error.data)}`);
    case 'const':
      return plain(`${subject} must be ${JSON.stringify(params['allowedValue'])}`);
    case 'pattern':
      return plain(`${show(error.data)} is not ${expected(error.parentSchema)}`);
    case 'minItems':
    case 'minProperties':
    case 'minLength':
      return plain(`${subject} must not be empty`);
    case 'maxItems':
      return plain(`${subject} has more than ${String(params['limit'])} entries`);
    case 'maxLength':
      return plain(`${subject} is longer than ${String(params['limit'])} characters`);
    case 'minimum':
    case 'maximum':
      return plain(
        `${subject} must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(params['limit'])}`,
      );
    case 'anyOf':
      return plain(`${subject} needs ${describeAlternatives(error.schema)}`);
    case 'uniqueItems':
      return plain(`${subject} names ${show(listOf(error.data)[Number(params['i'])])} twice`);
    default:
      return plain(`${subject} ${error.message ?? 'is not valid'}`);
  }
}

function describeUnknownKey(key: string, error: ShapeError, path: Path): Description {
  const properties: unknown = error.parentSchema?.['properties'];
  const knownKeys = isJsonObject(properties) ? Object.keys(properties) : [];
  const nearest = findNearest(key, knownKeys);
  const where = path.length === 0 ? '' : ` in ${quote(nameOf(path))}`;
  const hint = nearest === null ? `known are ${knownKeys.join(', ')}` : `did you mean ${quote(nearest)}?`;
  return { message: `unknown key ${quote(key)}${where}: ${hint}`, nearest };
}

function describeChoice(subject: string, error: ShapeError): Description {
  const allowed = listOf(error.schema).map(String);
  const nearest = typeof error.data === 'string' ? findNearest(error.data, allowed) : null;
  const hint = nearest === null ? '' : `, did you mean ${quote(nearest)}?`;
  return { message: `${subject} must be one of ${allowed.join(', ')}, not ${show(error.data)}${hint}`, nearest };
}

/** Of `anyOf: [{required: […]}, …]`, the only form that our schemas use. */
function describeAlternatives(schema: unknown): string {
  const required = listOf(schema).map((option) => (isJsonObject(option) ? listOf(option['required']) : []));
  return required.map((keys) => keys.map((key) => quote(String(key))).join(' and ')).join(' or ');
}

function describeTypes(types: unknown): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
    boolean: 'true or false',
  };
  return (Array.isArray(types) ? types : String(types).split(','))
    .map((type) => words[String(type)] ?? String(type))
    .join(' or ');
}

/** The title of a schema completes the sentence "… is not …". */
function expected(schema: unknown): string {
  const title = isJsonObject(schema) ? schema['title'] : undefined;
  return typeof title === 'string' ? title : 'valid here';
}

function unwantedKey(error: ShapeError): string | null {
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'additionalProperties') return String(params['additionalProperty']);
  return error.keyword === 'propertyNames' ? String(params['propertyName']) : null;
}

/** A list that is too long is wrong from its first entry above the limit. */
function firstTooMany({ keyword, params }: ShapeError): Path {
  const limit: unknown = params['limit'];
  return keyword === 'maxItems' && typeof limit === 'number' ? [limit] : [];
}

/** The key that a value stands behind; of an entry of a list, the list's. */
function nameOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string' && !/^\d+$/.test(step)) ?? path.at(-1));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' && value !== null ? 'this' : String(value);
}

function readPointer(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
