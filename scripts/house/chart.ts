/** A chart's files, as far as they have to agree with each other. */
export interface Chart {
  readonly values: unknown;
  readonly schema: unknown;
  /** Text by path. */
  readonly templates: ReadonlyMap<string, string>;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths to every value that is no map; an empty map is a value, because it is given on as it is. */
export function pathsOf(values: unknown, prefix = ''): readonly string[] {
  if (!isMap(values) || Object.keys(values).length === 0) return prefix === '' ? [] : [prefix];
  return Object.entries(values).flatMap(([name, value]) => pathsOf(value, prefix === '' ? name : `${prefix}.${name}`));
}

/** Paths after `.Values.` in the templates, each once. */
export function pathsUsed(templates: ReadonlyMap<string, string>): readonly string[] {
  const all = [...templates.values()].flatMap((text) =>
    [...text.matchAll(/\.Values\.([A-Za-z][\w.]*)/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(all)].toSorted();
}

function isInSchema(schema: unknown, path: string): boolean {
  if (path === '') return true;
  if (!isMap(schema)) return false;
  const [first = '', ...rest] = path.split('.');
  const properties = schema['properties'];
  return isMap(properties) ? first in properties && isInSchema(properties[first], rest.join('.')) : true;
}

const covers = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}.`);

/** Values that no template uses, and templates that use values which no file has or the schema does not know. */
export function checkValues({ values, schema, templates }: Chart): readonly string[] {
  const there = pathsOf(values);
  const used = pathsUsed(templates);
  return [
    ...there
      .filter((path) => !used.some((each) => covers(each, path) || covers(path, each)))
      .map((path) => `no template uses ${path}`),
    ...used
      .filter((path) => !isInSchema(schema, path))
      .map((path) => `values.schema.json does not know ${path}, which a template uses`),
    ...used
      .filter(
        (path) => !path.startsWith('settings.') && !there.some((each) => covers(path, each) || covers(each, path)),
      )
      .map((path) => `values.yaml has no ${path}, which a template uses`),
    ...there.filter((path) => !isInSchema(schema, path)).map((path) => `values.schema.json does not know ${path}`),
  ];
}

/** A template as YAML: lines that only steer are left out, what is put in becomes a word. */
export function withoutTemplating(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*\{\{-?\s.*\}\}\s*$/.test(line))
    .map((line) => line.replace(/\{\{.*?\}\}/g, 'x'))
    .join('\n');
}

/** Environment variables that the chart's Deployment names itself. */
export function namesInTemplate(text: string): readonly string[] {
  return [...text.matchAll(/^\s+- name: ([A-Z][A-Z0-9_]*)$/gm)].map((match) => match[1] ?? '');
}
