/** Validators of requests, answers and webhook payloads; each compiled when it is first used. */
import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { type Description, loadDescription, type Operation, type Schema } from './description.ts';
import { toClosedSchema } from './json-schema.ts';

export interface Complaint {
  /** JSON pointer; '' is the whole. */
  readonly path: string;
  readonly message: string;
}

type Part = 'query' | 'path' | 'body' | `response ${string}` | 'webhook';

export class Contract {
  readonly #description: Description;
  readonly #ajv: Ajv2019;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(which: 'rest' | 'webhooks') {
    this.#description = loadDescription(which);
    this.#ajv = new Ajv2019({
      strict: false,
      validateSchema: false,
      validateFormats: true,
      logger: false,
      inlineRefs: false,
    });
    addFormats.default(this.#ajv);
    for (const format of ['repo.nwo', 'timestamp', 'ssh-key', 'git-sha']) this.#ajv.addFormat(format, true);
    // GitHub delivers what stands in the commit: `1+app[bot]@users.noreply.github.com`, or no address at all.
    if (which === 'webhooks') this.#ajv.addFormat('email', true);
    this.#ajv.addSchema({ $id: 'github', components: { schemas: this.#description.schemas } });
  }

  operation(route: string): Operation | undefined {
    return this.#description.operations[route];
  }

  /** Route keys, as `GET /repos/{owner}/{repo}`, or webhooks, as `pull-request-opened`. */
  routes(): readonly string[] {
    return Object.keys(this.#description.operations);
  }

  /** Query or path values, already turned into what their schemas ask for. */
  checkParameters(
    route: string,
    part: 'query' | 'path',
    values: Readonly<Record<string, unknown>>,
  ): readonly Complaint[] {
    const make = (): Schema => {
      const own = (this.operation(route)?.parameters ?? []).filter((parameter) => parameter.in === part);
      return {
        type: 'object',
        properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
        required: own.filter(({ required }) => required).map(({ name }) => name),
        additionalProperties: false,
      };
    };
    return this.#check(route, part, { make, value: values });
  }

  checkBody(route: string, value: unknown): readonly Complaint[] {
    const make = (): Schema =>
      toClosedSchema(this.operation(route)?.body?.schema ?? { type: 'object', properties: {} }, (reference) =>
        this.#resolve(reference),
      );
    return this.#check(route, 'body', { make, value });
  }

  /** @returns null when the description knows no such status for the route */
  checkResponse(route: string, status: number, value: unknown): readonly Complaint[] | null {
    const schema = this.operation(route)?.responses[String(status)];
    if (schema === undefined) return null;
    if (schema === null) return [];
    return this.#check(route, `response ${status}`, { make: () => schema, value });
  }

  checkWebhook(name: string, value: unknown): readonly Complaint[] | null {
    const schema = this.operation(name)?.body?.schema;
    return schema === undefined ? null : this.#check(name, 'webhook', { make: () => schema, value });
  }

  #check(route: string, part: Part, { make, value }: { make: () => Schema; value: unknown }): readonly Complaint[] {
    const key = `${route} ${part}`;
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile(rebase(make()));
      this.#validators.set(key, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map(complain);
  }

  #resolve(reference: string): Schema {
    const found = this.#description.schemas[reference.slice(reference.lastIndexOf('/') + 1)];
    if (found === undefined) throw new Error(`no schema ${reference}`);
    return found;
  }
}

/** References of the description point into its own document, which is known under the name `github`. */
function rebase(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/')) as Schema;
}

function complain({ instancePath, message, params }: ErrorObject): Complaint {
  const field =
    (params as Readonly<Record<string, unknown>>)['unevaluatedProperty'] ??
    (params as Readonly<Record<string, unknown>>)['additionalProperty'];
  if (typeof field === 'string') return { path: instancePath, message: `"${field}" is not a permitted key.` };
  const allowed = (params as Readonly<Record<string, unknown>>)['allowedValues'];
  return {
    path: instancePath,
    message: Array.isArray(allowed) ? `must be one of ${allowed.join(', ')}` : (message ?? 'is not valid'),
  };
}
