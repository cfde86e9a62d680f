import { expect, test } from '@jest/globals';
import { salvage } from '../../src/policy/salvage.ts';
import { getShapes } from '../../src/policy/validate.ts';
import { readYaml } from '../../src/policy/yaml-text.ts';

test('sound rules, and the names of what is faulty, are kept; places are those of the whole file', () => {
  const yaml = readYaml(`version: 7
people: { a: { users: [x], usrs: [y] }, b: 3 }
tickets: { t: { patern: x } }
rules:
  - { name: one }
  - { name: two, require: { base: main, bse: x } }
override: { by: [] }
applies_to: { repository: { name: a }, base: x }
gates: [{ bases: [main], basis: 1 }]
`);
  if ('problems' in yaml) throw new Error('no YAML');
  const { file } = getShapes();
  expect(file(yaml.value)).toBe(false);
  const sound = salvage(yaml, file.errors ?? []);
  expect(sound.file).toEqual({
    version: 1,
    people: { a: { users: ['x'] }, b: {} },
    tickets: { t: { pattern: 'unknown' } },
    rules: [{ name: 'two', require: { base: 'main' } }],
    applies_to: { repository: { name: 'a' } },
    gates: [{ bases: ['main'] }],
  });
  expect(sound.yaml.locate(['rules', 0, 'require', 'base'], 'value')).toMatchObject({ line: 6, column: 35 });
});
