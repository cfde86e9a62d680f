import { expect, test } from '@jest/globals';
import { quote, readYaml } from '../../src/policy/yaml-text.ts';

const read = (text: string) => {
  const yaml = readYaml(text);
  if ('problems' in yaml) throw new Error(yaml.problems[0]?.message ?? '');
  return yaml;
};

test('keys and values are found again, through lists, flow text and aliases', () => {
  const yaml = read('a:\n  - b: 1\n  - { c: &x {d: two} }\ne: *x\n');
  const at = (path: (string | number)[], part: 'key' | 'value') => {
    const { line, column } = yaml.locate(path, part);
    return `${line}:${column}`;
  };
  expect(at([], 'value')).toBe('1:1');
  expect(at(['a', 0, 'b'], 'value')).toBe('2:8');
  expect(at(['a', 1, 'c'], 'key')).toBe('3:7');
  expect(at(['a', '1', 'c', 'd'], 'value')).toBe('3:17');
  expect(at(['e', 'd'], 'value')).toBe('3:17');
  expect(at(['e'], 'value')).toBe('4:4');
});

test('a path that leads nowhere ends at the last thing it reached', () => {
  expect(read('a:\n  b: 1\n').locate(['a', 'nowhere', 'else'], 'value')).toMatchObject({ line: 2, column: 3 });
});

test('offsets can be added only where the source says the same as the value', () => {
  const yaml = read("a: plain\nb: 'quoted'\nc: \"\\u0041\"\nd: 'it''s'\n");
  expect(['a', 'b', 'c', 'd'].map((key) => yaml.locate([key], 'value').plain)).toEqual([true, true, false, false]);
  expect(yaml.locate(['b'], 'value').column).toBe(5);
});

test('keys that look like numbers are text', () => {
  expect(read('1: a\n').value).toEqual({ 1: 'a' });
});

test('quoted words of a file stay on one line and short', () => {
  expect(quote('a\nb')).toBe('"a\\nb"');
  expect(quote('x'.repeat(100)).length).toBe(62);
});
