import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

/** Whatever the text, an answer comes, and every problem lies inside the text. */
function mustAnswer(text: string): void {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return;
  expect(parsed.problems.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\n/).length;
  for (const { line, column, message } of parsed.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines + 1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).not.toMatch(/[\n\r]/);
  }
}

const words = [
  'version: 1',
  'rules:',
  'people:',
  '  ',
  '- ',
  'name: a',
  'require: ',
  '{',
  '}',
  '[',
  ']',
  ', ',
  'all: ',
  'not: ',
  'signed: true',
  'approved: {}',
  '&a ',
  '*a',
  '"',
  "'",
  '\n',
  '!!str ',
  '|',
  '>',
  '<<: ',
  '? ',
  ': ',
  '#',
  '\t',
  '\u0000',
  '\ud800',
  '%YAML 1.1',
  '---',
  '...',
];

test('random bytes', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), mustAnswer), { numRuns: 500 });
});

test('words of the language in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (parts) => mustAnswer(parts.join(''))),
    { numRuns: 1_000 },
  );
});

test('a good policy with pieces cut out, doubled and replaced', () => {
  const good = readFileSync(new URL('../../examples/policies/organization.yml', import.meta.url), 'utf8');
  const place = fc.nat(good.length);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, fc.nat(40), fc.constantFrom(...words, ''), fc.boolean()), { maxLength: 6 }),
      (edits) => {
        let text = good;
        for (const [at, length, word, doubles] of edits)
          text = text.slice(0, at) + word + (doubles ? text.slice(at, at + length) : '') + text.slice(at + length);
        mustAnswer(text);
      },
    ),
    { numRuns: 600 },
  );
});

test('any JSON value in place of any section', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(
        'version',
        'people',
        'tickets',
        'rules',
        'override',
        'otherwise',
        'pending',
        'applies_to',
        'gates',
      ),
      fc.jsonValue(),
      (key, value) => {
        mustAnswer(JSON.stringify({ version: 1, rules: [{ name: 'a', require: { base: 'main' } }], [key]: value }));
      },
    ),
    { numRuns: 500 },
  );
});

test('any JSON value as a condition and as the settings of one', () => {
  const name = fc.constantFrom('all', 'any', 'not', ...conditions.map((condition) => condition.name));
  fc.assert(
    fc.property(name, fc.jsonValue(), (condition, value) => {
      mustAnswer(
        JSON.stringify({
          version: 1,
          rules: [
            { name: 'a', require: { [condition]: value } },
            { name: 'b', when: value, require: {} },
          ],
        }),
      );
    }),
    { numRuns: 500 },
  );
});
