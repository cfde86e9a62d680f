import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { PolicyProblem } from '../../src/policy/problem.ts';

const problemsOf = (text: string): readonly PolicyProblem[] => {
  const parsed = parsePolicy(text);
  return 'problems' in parsed ? parsed.problems : [];
};
const lines = (text: string): readonly string[] =>
  problemsOf(text).map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);

const head = 'version: 1\n';
const one = `${head}rules: [{ name: a, require: { base: main } }]\n`;

test('a policy comes out with its defaults', () => {
  expect(parsePolicy(one)).toEqual({
    policy: {
      version: 1,
      people: {},
      tickets: {},
      rules: [
        {
          name: 'a',
          description: null,
          line: 2,
          on: ['pull_request', 'merge_group'],
          when: null,
          require: { op: 'test', name: 'base', settings: 'main' },
          enforce: 'block',
        },
      ],
      appliesTo: null,
      gates: [],
      floorOnly: [],
      otherwise: 'deny',
      pending: 'in_progress',
      unmet: { wait: null },
      override: null,
    },
  });
});

describe('what is no policy', () => {
  test.each([
    ['nothing', '', '1:1 policy.schema the file is empty'],
    ['only comments', '# later\n\n', '1:1 policy.schema the file is empty'],
    ['null', '~', '1:1 policy.schema the file is empty'],
    ['a list', '- version: 1', '1:1 policy.schema the file must be a map'],
    ['a text', 'version 1', '1:1 policy.schema the file must be a map'],
    ['no YAML', 'version: 1\nrules: [', '2:9 policy.syntax'],
    ['two documents', `${one}---\n${one}`, '3:1 policy.syntax the file holds more than one document (---)'],
    ['a tag', `${one}override: !!js {}`, '3:11 policy.syntax Unresolved tag: tag:yaml.org,2002:js'],
    ['a missing anchor', `${head}rules: *rules`, '2:8 policy.syntax the alias *rules has no anchor before it'],
    ['a key that is a map', `${one}{ a: b }: c`, '3:'],
    [
      'a merge key',
      `${head}rules:\n  - <<: {}\n    name: a\n    require: { base: main }\n`,
      '3:5 policy.schema unknown key "<<" in "rules"',
    ],
  ])('%s', (_name, text, expected) => {
    expect(lines(text).some((line) => line.startsWith(expected))).toBe(true);
  });

  test('a key that stands twice', () => {
    expect(lines(`${one}version: 1\n`)).toEqual(['3:1 policy.syntax the key "version" stands here twice']);
  });

  test('an old %YAML directive does not bring back yes and no', () => {
    expect(lines(`%YAML 1.1\n---\n${head}rules: [{ name: yes, on: [pull_request], require: { base: main } }]`)).toEqual(
      [],
    );
  });
});

describe('all problems at once, each where it is', () => {
  const text = [
    'version: 2',
    'pepole: {}',
    'people:',
    '  m: { teams: [acme] }',
    'tickets:',
    "  jira: { pattern: 'a(?=b)' }",
    'rules:',
    '  - name: a',
    '    requires: {}',
    '    require: { signd: true, approved: { by: [mm], not_by: [pushrs] } }',
    '  - name: b',
    "    require: { message: { matches: '(a)\\1' }, ticket: { from: jra } }",
    '    enforce: warning',
    '  - name: b',
    '    require: { approved: { by: [mm] } }',
    '    when: { not: {} }',
    'override: { by: [zz] }',
  ].join('\n');

  test('syntax, shape and meaning', () => {
    expect(lines(text)).toEqual([
      '1:10 policy.schema "version" must be 1',
      '2:1 policy.schema unknown key "pepole": did you mean "people"?',
      '4:16 policy.schema "acme" is not a team as organization/slug',
      '6:22 policy.pattern RE2 has no look-around: (?=',
      '9:5 policy.schema unknown key "requires" in "rules": did you mean "require"?',
      '10:16 policy.schema unknown key "signd" in "require": did you mean "signed"?',
      '10:60 policy.schema "not_by" must be one of author, committers, coauthors, pushers, deployer, not "pushrs", did you mean "pushers"?',
      '13:14 policy.schema "enforce" must be one of block, warn, observe, not "warning"',
      '16:18 policy.schema "not" must not be empty',
      '17:18 policy.reference "people" does not define the role "zz"',
    ]);
  });

  test('the nearest known word is data too', () => {
    expect(
      problemsOf(text)
        .map(({ nearest }) => nearest)
        .filter((nearest) => nearest !== null),
    ).toEqual(['people', 'require', 'signed', 'pushers']);
  });

  test('what a sound rule means is checked although other rules are faulty', () => {
    expect(lines(`${head}rules:\n  - nam: a\n  - { name: b, require: { approved: { by: [mm] } } }\n`)).toContain(
      '4:44 policy.reference "people" does not define the role "mm"',
    );
  });
});

describe('limits', () => {
  const padded = (bytes: number): string => `${one}#${'x'.repeat(bytes - one.length - 1)}`;

  test('64 kB pass, one byte more does not', () => {
    expect(lines(padded(65_536))).toEqual([]);
    expect(lines(padded(65_537))).toEqual(['1:1 policy.limit the file has 65537 bytes, 65536 are allowed']);
  });

  test('bytes are counted, not characters', () => {
    expect(lines(`${one}#${'é'.repeat(40_000)}`)).toHaveLength(1);
  });

  const many = (count: number): string =>
    `${head}rules:\n${Array.from({ length: count }, (_, index) => `- { name: r${index}, require: { base: main } }\n`).join('')}`;

  test('500 rules pass, 501 do not', () => {
    expect(lines(many(500))).toEqual([]);
    expect(lines(many(501))).toEqual(['503:3 policy.limit "rules" has more than 500 entries']);
  });

  const nested = (depth: number): string =>
    `${head}rules: [{ name: a, require: ${'{ not: '.repeat(depth)}{ base: main }${' }'.repeat(depth)} }]`;
  const listed = (depth: number): string =>
    `${head}rules: [{ name: a, require: ${'{ all: ['.repeat(depth)}{ base: main }${'] }'.repeat(depth)} }]`;

  test.each([nested, listed])('a depth of 20 passes, 21 does not', (make) => {
    expect(lines(make(20))).toEqual([]);
    expect(problemsOf(make(21)).map(({ code }) => code)).toEqual(['policy.limit']);
  });

  test.each([
    ['brackets without end', '['.repeat(60_000)],
    ['brackets in brackets', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['deep conditions', nested(3_000)],
  ])('%s end in one clear problem', (_name, text) => {
    expect(problemsOf(text).map(({ code }) => code)).toEqual(['policy.limit']);
  });

  test('an alias bomb', () => {
    const bomb = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 9 }, () => `*l${level}`).join(', ')}]`,
    );
    expect(problemsOf(`l0: &l0 [x]\n${bomb.join('\n')}`)[0]?.code).toBe('policy.limit');
  });

  test('more aliases than anybody needs', () => {
    expect(lines(`${head}rules: [{ name: a, require: &a { base: main } }]\nx: [${'*a, '.repeat(101)}]`)[0]).toMatch(
      /^3:\d+ policy.limit more than 100 aliases/,
    );
  });

  test('a few aliases are welcome', () => {
    expect(
      lines(`${head}rules:\n  - { name: a, require: &main { base: main } }\n  - { name: b, require: *main }\n`),
    ).toEqual([]);
  });

  test('an alias of what encloses it', () => {
    expect(problemsOf(`${head}rules: &r [*r]`).length).toBeGreaterThan(0);
  });

  test('hundreds of problems are cut with a note', () => {
    const found = lines(`${head}rules:\n${'- { name: a }\n'.repeat(300)}`);
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toContain('and 200 more problems from here on');
  });
});

describe('names', () => {
  test.each([
    ['a control character', '"a\\tb"'],
    ['a line break', '"a\\nb"'],
    ['a right-to-left override', '"a\\u202eb"'],
    ['a line separator', '"a\\u2028b"'],
    ['nothing', '""'],
  ])('of a rule: %s', (_name, name) => {
    expect(problemsOf(`${head}rules: [{ name: ${name}, require: { base: main } }]`).map(({ code }) => code)).toEqual([
      'policy.schema',
    ]);
  });

  test('twice the same', () => {
    expect(
      lines(`${head}rules:\n- { name: a, require: { base: main } }\n- { name: a, require: { base: main } }`),
    ).toEqual(['4:11 policy.schema another rule has the name "a"']);
  });

  test.each(['constructor', 'toString', '__proto__'])('a role that nobody defined stays undefined, even %s', (role) => {
    expect(lines(`${head}rules: [{ name: a, require: { approved: { by: [${role}] } } }]`)[0]).toContain(
      'does not define the role',
    );
  });
});

test.each(['artifact', 'built_by', 'incident'])('%s is not a condition yet', (word) => {
  expect(lines(`${head}rules: [{ name: a, require: { ${word}: {} } }]`)[0]).toContain(
    `unknown key "${word}" in "require"`,
  );
});
