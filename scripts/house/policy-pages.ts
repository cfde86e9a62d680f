import { readFileSync } from 'node:fs';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { policySchema } from '../../src/policy/schema.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Where a table of keys stands in a page, as `<!-- keys: signed -->` … `<!-- /keys -->`. */
const BLOCK = /(<!-- keys: (?<name>[a-zA-Z]+) -->\n)[\s\S]*?(<!-- \/keys -->)/g;

const pages = ['docs/policy.md', ...conditions.map(({ name }) => `docs/policy/${name}.md`)];

/** The pages of the policy language: their tables of keys come from the schema that the parser enforces. */
export function policyPages(): readonly { readonly path: string; readonly make: () => string }[] {
  return pages.map((path) => ({ path, make: () => fillTables(readFileSync(path, 'utf8')) }));
}

export function fillTables(page: string): string {
  return page.replace(
    BLOCK,
    (_block, start: string, name: string, end: string) => `${start}${writeTable(name)}\n${end}`,
  );
}

/** The keys of `policy` (the file itself), of one of its parts, or of a condition. */
export function writeTable(name: string): string {
  const schema = findSchema(name);
  const keys = recordOf(schema['properties']);
  const required = new Set(listOf(schema['required']).map(String));
  const rows = Object.entries(keys).map(([key, value]) => {
    const own = resolve(recordOf(value));
    const fallback =
      own['default'] === undefined ? (required.has(key) ? '*required*' : '') : `\`${show(own['default'])}\``;
    return `| \`${key}\` | ${describeValue(recordOf(value))} | ${fallback} | ${textOf(recordOf(value)['description'] ?? own['description'])} |`;
  });
  return ['| key | value | default | means |', '|---|---|---|---|', ...rows].join('\n');
}

function findSchema(name: string): Schema {
  if (name === 'policy') return policySchema;
  const definitions = recordOf(policySchema['definitions']);
  const words = recordOf(recordOf(definitions['condition'])['properties']);
  const schema = definitions[name] ?? words[name];
  if (schema === undefined) throw new Error(`the schema has no part named ${name}`);
  return recordOf(schema);
}

function resolve(schema: Schema): Schema {
  const reference = schema['$ref'];
  return typeof reference === 'string'
    ? recordOf(recordOf(policySchema['definitions'])[reference.split('/').at(-1) ?? ''])
    : schema;
}

function describeValue(schema: Schema): string {
  if (schema['const'] !== undefined) return `\`${show(schema['const'])}\``;
  if (Array.isArray(schema['enum'])) return schema['enum'].map((choice) => `\`${show(choice)}\``).join(' · ');
  if (isTextOrList(schema)) return `text, or list of texts`;
  if (schema['type'] === 'array') return `list ${describeItems(recordOf(schema['items']))}`.replace(' ,', ',');
  if (typeof schema['title'] === 'string' && Array.isArray(schema['type'])) return schema['title'];
  if (schema['type'] === 'string')
    return typeof schema['title'] === 'string' ? schema['title'].replaceAll('|', '\\|') : 'text';
  if (schema['type'] === 'integer') return `number, ${show(schema['minimum'])} to ${show(schema['maximum'])}`;
  if (schema['type'] === 'boolean') return '`true` · `false`';
  const keys = Object.keys(recordOf(schema['properties']));
  if (keys.length > 0) return `map of ${keys.map((key) => `\`${key}\``).join(', ')}`;
  return /\/(condition|scope)$/.test(textOf(schema['$ref'])) ? 'conditions' : 'map';
}

function isTextOrList({ type }: Schema): boolean {
  return Array.isArray(type) && type.includes('string') && type.includes('array');
}

function describeItems(items: Schema): string {
  const reference = items['$ref'];
  if (typeof reference === 'string') return `of ${reference.split('/').at(-1) ?? ''}s`;
  if (items['type'] !== 'string') return `of ${describeValue(items)}`;
  return items['title'] === undefined ? 'of texts' : `, each ${describeValue(items)}`;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function recordOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
