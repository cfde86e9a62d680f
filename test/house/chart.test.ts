import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { checkValues, namesInTemplate, pathsOf, pathsUsed, withoutTemplating } from '../../scripts/house/chart.ts';
import { compareDeployment } from '../../scripts/house/deployment.ts';
import { blocksOf, sectionOf } from '../../scripts/house/readme.ts';
import { namesRead } from '../../scripts/house/settings.ts';
import { listFiles } from '../../scripts/house/source-file.ts';
import { readConfig } from '../../src/app/config.ts';
import { readText, root } from './project.ts';

const folder = 'charts/countersign';
const read = (path: string): unknown => parse(readText(`${folder}/${path}`));
const templates = new Map(listFiles(root, `${folder}/templates`).map((path) => [path, readText(path)]));
const schema = JSON.parse(readText(`${folder}/values.schema.json`)) as {
  readonly properties: { readonly settings: { readonly properties: Readonly<Record<string, { enum?: string[] }>> } };
};
const settings = schema.properties.settings.properties;
const isValid = new Ajv({ strict: false, allErrors: true }).compile(schema);
const samples = ['pglite', 'postgresql'].map((name) => [name, read(`ci/${name}-values.yaml`) as object] as const);
const [[, pglite] = ['', {}], [, postgresql] = ['', {}]] = samples;

describe('the chart', () => {
  test('has the version of the package', () => {
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    expect(read('Chart.yaml')).toMatchObject({ version, appVersion: version });
  });

  test('uses every value, and only values that it has and knows', () =>
    expect(checkValues({ values: read('values.yaml'), schema, templates })).toEqual([]));

  test('sets what the app reads, and can set all of it', () => {
    const names = [
      ...namesInTemplate(templates.get(`${folder}/templates/deployment.yaml`) ?? ''),
      ...Object.keys(settings),
    ];
    const witnesses = ['COUNTERSIGN_WITNESS_POLICY_PATH']; // a policy is public, and is set as text
    const headers = 'OTEL_EXPORTER_OTLP_HEADERS'; // may hold a secret; a collector in the cluster asks for none
    const keys = ['PRIVATE_KEY', 'COUNTERSIGN_LEDGER_KEY', 'COUNTERSIGN_LEDGER_KEY_PREVIOUS'];
    const fixed = [...keys, headers, ...witnesses];
    expect(compareDeployment(namesRead(readConfig), { place: 'the chart', names, fixed })).toEqual([]);
  });

  test.each([...templates].filter(([path]) => path.endsWith('.yaml')))('%s is YAML', (_, text) => {
    const documents = parseAllDocuments(withoutTemplating(text), { uniqueKeys: false });
    expect([...documents].flatMap(({ errors }) => errors)).toEqual([]);
  });

  test.each(samples)('%s: the values of the example are accepted', (_, values) => {
    expect([isValid(values), isValid.errors]).toEqual([true, null]);
  });

  test('the values that the operating page shows are accepted', () => {
    const [shown = ''] = blocksOf(sectionOf(readText('docs/operating.md'), 'Deploy'), 'yaml');
    expect(parse(shown)).toHaveProperty('replicas', 2);
    expect([isValid(parse(shown)), isValid.errors]).toEqual([true, null]);
  });

  test('as it comes nothing starts: whose app it is, and where its secrets are, is not guessed', () => {
    expect(isValid(read('values.yaml'))).toBe(false);
    expect(isValid.errors?.map(({ instancePath }) => instancePath)).toEqual(
      expect.arrayContaining(['/credentials/existingSecret', '/settings/APP_ID']),
    );
  });

  test('the settings that it accepts are settings that the app accepts', () => {
    const problemsWith = (env: Readonly<Record<string, string>>): string => {
      try {
        readConfig(env);
        return '';
      } catch (error) {
        return String(error);
      }
    };
    const choices = Object.entries(settings).flatMap(([name, { enum: values = [] }]) =>
      values.map((value) => [name, value] as const),
    );
    expect(choices.length).toBeGreaterThan(8);
    for (const [name, value] of choices) expect(problemsWith({ [name]: value })).not.toContain(`${name} must`);
    const windows = [
      ['COUNTERSIGN_LEDGER_WINDOW', '999999', '3599999', '3600000', '3600001', '4000000'],
      ['COUNTERSIGN_EVIDENCE_WINDOW', '9999999', '86399999', '86400000', '86400001', '90000000', '100000000'],
    ] as const;
    for (const [name, ...values] of windows)
      for (const value of ['0', ...values, '-1', '1.5']) {
        const isAccepted = isValid({ ...pglite, settings: { APP_ID: '1', [name]: value } });
        expect([name, value, isAccepted]).toEqual([name, value, !problemsWith({ [name]: value }).includes(name)]);
      }
  });
});

test.each([
  ['two processes on an embedded database', { ...pglite, replicas: 2 }, '/replicas'],
  [
    'a ledger key that no volume keeps',
    { ...postgresql, credentials: { existingSecret: 'a', ledgerKey: false } },
    '/credentials/ledgerKey',
  ],
  ['a setting that does not exist', { ...pglite, settings: { APP_ID: '1', LOGLEVEL: 'info' } }, '/settings'],
  ['a secret among the settings', { ...pglite, settings: { APP_ID: '1', WEBHOOK_SECRET: 'x' } }, '/settings'],
  ['a level that does not exist', { ...pglite, settings: { APP_ID: '1', LOG_LEVEL: 'loud' } }, '/settings/LOG_LEVEL'],
  ['a number where text belongs', { ...pglite, settings: { APP_ID: 1 } }, '/settings/APP_ID'],
  [
    'a bare no',
    { ...pglite, settings: { APP_ID: '1', COUNTERSIGN_LEDGER_NAMES: false } },
    '/settings/COUNTERSIGN_LEDGER_NAMES',
  ],
  ['a misspelt value', { ...pglite, replica: 1 }, ''],
  ['an ingress for no host', { ...pglite, ingress: { enabled: true, host: '' } }, '/ingress/host'],
  ['a digest that is none', { ...pglite, image: { digest: 'latest' } }, '/image/digest'],
])('%s is refused', (_, values, where) => {
  expect(isValid(values)).toBe(false);
  expect(isValid.errors?.map(({ instancePath }) => instancePath)).toContain(where);
});

const helm = spawnSync('helm', ['version', '--short']).status === 0 ? test : test.skip;

helm.each(['pglite', 'postgresql'])('%s: helm lints and renders it', (name) => {
  const values = ['--values', join(root, folder, `ci/${name}-values.yaml`)];
  const run = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('helm', [...args, ...values], { encoding: 'utf8', cwd: root });
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };
  run('lint', '--strict', folder);
  const made = parseAllDocuments(run('template', 'gate', folder, '--kube-version', '1.33.0')).map(
    (each) => each.toJS() as { kind: string },
  );
  expect(made.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Deployment', 'Service', name === 'pglite' ? 'PersistentVolumeClaim' : 'NetworkPolicy']),
  );
});

describe('values and templates that differ', () => {
  const values = { a: 1, b: { c: '' }, d: {} };
  const schemaOf = { properties: { a: {}, b: { properties: { c: {} } }, d: {} } };
  const check = (text: string, changes: object = {}) =>
    checkValues({ values, schema: schemaOf, templates: new Map([['t', text]]), ...changes });
  const good = 'x: {{ .Values.a }} {{ .Values.b.c }} {{ with .Values.d }}';

  test('agree', () => expect(check(good)).toEqual([]));
  test.each([
    [check(good.replace('.Values.a', '')), 'no template uses a'],
    [check(`${good} {{ .Values.b.z }}`), 'values.schema.json does not know b.z, which a template uses'],
    [check(`${good} {{ .Values.b.z }}`), 'values.yaml has no b.z, which a template uses'],
    [check(good, { values: { ...values, e: 1 } }), 'values.schema.json does not know e'],
  ])('%j', (problems, expected) => expect(problems).toContain(expected));

  test('paths are read from values and from templates', () => {
    expect(pathsOf(values)).toEqual(['a', 'b.c', 'd']);
    expect(pathsUsed(new Map([['t', '{{ .Values.b.c | default .Values.a }} .Values.a']]))).toEqual(['a', 'b.c']);
  });

  test('a template without its steering is YAML', () => {
    const text = 'a:\n  {{- if .Values.a }}\n  b: {{ .Values.b | quote }}\n  {{- end }}\n';
    expect(parse(withoutTemplating(text))).toEqual({ a: { b: 'x' } });
    expect(namesInTemplate('  env:\n    - name: LOG_LEVEL\n    - name: http\n')).toEqual(['LOG_LEVEL']);
  });
});
