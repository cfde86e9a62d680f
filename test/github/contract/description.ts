/**
 * GitHub's own descriptions of its REST API and its webhooks (OpenAPI), cut down to what validation needs. The cut is
 * made once and kept below node_modules/.cache, because parsing 18 MB of JSON would cost every start half a second.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { toJsonSchema } from './json-schema.ts';

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly parameters: readonly Parameter[];
  /** null: the operation takes no body. */
  readonly body: { readonly required: boolean; readonly schema: Schema } | null;
  /** Status → JSON schema, or null for an answer without a JSON body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

export interface Description {
  /** `GET /repos/{owner}/{repo}` → operation; of webhooks `pull-request-opened` → an operation with a body. */
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const require = createRequire(import.meta.url);
/** Raise it when the cut itself changes. */
const cutVersion = 8;

export function loadDescription(which: 'rest' | 'webhooks'): Description {
  const name = which === 'rest' ? '@octokit/openapi' : '@octokit/openapi-webhooks';
  const root = dirname(require.resolve(`${name}/package.json`));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const cache = join(dirname(dirname(root)), '.cache', 'stand-in-github');
  const file = join(cache, `${which}-${version}-${cutVersion}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Description;
  } catch {
    const description = cut(
      JSON.parse(readFileSync(join(root, 'generated', 'api.github.com.json'), 'utf8')) as OpenApi,
    );
    mkdirSync(cache, { recursive: true });
    // Several processes may start at once: a rename never shows a half-written file.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(description));
    renameSync(`${file}.${process.pid}`, file);
    return description;
  }
}

/**
 * Where GitHub's description contradicts itself. The list of installations asks every account to be a user and an
 * enterprise at once; each of its items is what the single installation is.
 */
const corrections: Readonly<Record<string, Operation['responses']>> = {
  'GET /app/installations': { 200: { type: 'array', items: { $ref: '#/components/schemas/installation' } } },
};

/** A fork that was deleted is null, which other descriptions of a pull request say and these do not. */
const forgetsForks: ReadonlySet<string> = new Set(['pull-request', 'pull-request-simple']);

function withGoneForks(schema: Schema): Schema {
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  const head = properties?.['head'];
  const inHead = head?.['properties'] as Readonly<Record<string, Schema>> | undefined;
  if (head === undefined || inHead?.['repo'] === undefined) return schema;
  const repo = { anyOf: [inHead['repo'], { type: 'null' }] };
  return { ...schema, properties: { ...properties, head: { ...head, properties: { ...inHead, repo } } } };
}

/** Jobs wait for their environments: GraphQL and the webhooks say so, the description of REST's answers forgets the state. */
function withWaiting(name: string, schema: Schema): Schema {
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  const state = properties?.['state'];
  if (name !== 'deployment-status' || state === undefined) return schema;
  const known = state['enum'] as readonly string[];
  return { ...schema, properties: { ...properties, state: { ...state, enum: [...known, 'waiting'] } } };
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly webhooks?: Readonly<Record<string, { readonly post: RawOperation }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly parameters?: Readonly<Record<string, RawParameter>>;
    readonly responses?: Readonly<Record<string, RawResponse>>;
  };
}

interface RawParameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: Parameter['in'];
  readonly required?: boolean;
  readonly schema?: unknown;
}

interface RawResponse {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

interface RawOperation {
  readonly parameters?: readonly RawParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: RawResponse['content'] };
  readonly responses: Readonly<Record<string, RawResponse>>;
}

function cut(source: OpenApi): Description {
  const operations: Record<string, Operation> = {};
  for (const [path, methods] of Object.entries(source.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      operations[`${method.toUpperCase()} ${path}`] = cutOperation(source, operation);
    }
  }
  for (const [name, responses] of Object.entries(corrections)) {
    const known = operations[name];
    if (known !== undefined) operations[name] = { ...known, responses: { ...known.responses, ...responses } };
  }
  for (const [name, { post }] of Object.entries(source.webhooks ?? {})) operations[name] = cutOperation(source, post);
  const schemas = Object.entries(source.components.schemas).map(([name, schema]) => [
    name,
    forgetsForks.has(name) ? withGoneForks(toJsonSchema(schema)) : withWaiting(name, toJsonSchema(schema)),
  ]);
  return { operations, schemas: Object.fromEntries(schemas) };
}

function cutOperation(source: OpenApi, operation: RawOperation): Operation {
  const parameters = (operation.parameters ?? []).flatMap((raw): readonly Parameter[] => {
    const found = raw.$ref === undefined ? raw : source.components.parameters?.[lastOf(raw.$ref)];
    if (found === undefined) return [];
    return [
      { name: found.name, in: found.in, required: found.required ?? false, schema: toJsonSchema(found.schema ?? {}) },
    ];
  });
  const body = jsonSchemaOf(operation.requestBody?.content);
  const responses = Object.entries(operation.responses).map(([status, raw]) => {
    const found = raw.$ref === undefined ? raw : source.components.responses?.[lastOf(raw.$ref)];
    return [status, jsonSchemaOf(found?.content)];
  });
  return {
    parameters,
    body: body === null ? null : { required: operation.requestBody?.required ?? false, schema: body },
    responses: Object.fromEntries(responses) as Operation['responses'],
  };
}

function jsonSchemaOf(content: RawResponse['content']): Schema | null {
  const media = content?.['application/json'] ?? content?.['application/scim+json'];
  return media?.schema === undefined ? null : toJsonSchema(media.schema);
}

function lastOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
