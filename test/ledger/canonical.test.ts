import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import { Fault, isFault } from '../../src/base/fault.ts';
import type { Json } from '../../src/base/json.ts';
import { canonicalize, isCanonical, isPlain, isPlainCanonical } from '../../src/ledger/canonical.ts';

describe('vectors of RFC 8785', () => {
  test('section 3.2.2: values as ECMAScript prints them', () => {
    const value = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`) as Json;
    expect(canonicalize(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('section 3.2.3: members are sorted by UTF-16 code units', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign'];
    expect([...canonicalize(value).matchAll(/:"([^"]+)"/g)].map((found) => found[1])).toEqual([
      ...order,
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: the double %s is %s', (bits, printed) => {
    expect(canonicalize(Buffer.from(bits, 'hex').readDoubleBE())).toBe(printed);
  });
});

describe('what has no canonical form', () => {
  test.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a lone surrogate', { a: '\ud800' }],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['undefined', { a: undefined }],
    ['a function', [() => 1]],
    ['deep nesting', JSON.parse('['.repeat(5000) + ']'.repeat(5000))],
  ])('%s is refused', (_, value) => {
    let thrown: unknown;
    try {
      canonicalize(value as Json);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown, 'ledger.entry')).toBe(true);
  });
});

test('the canonical text means the same value, and is its own canonical text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalize(value as Json);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalize(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});

test('members are in the order of the default sort, few or many', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 40 }), (names) => {
      const text = canonicalize(names.map((name) => ({ [name]: 1 })).reduce((all, one) => Object.assign(all, one), {}));
      expect(text).toBe(
        `{${names
          .toSorted()
          .map((name) => `${JSON.stringify(name)}:1`)
          .join(',')}}`,
      );
    }),
  );
});

describe('is a text canonical?', () => {
  /** No integer-like keys: what parsing puts in another order is refused elsewhere. */
  const value = fc
    .jsonValue()
    .map((json) => JSON.parse(JSON.stringify(json).replaceAll(/"(\d+)":/g, '"k$1":')) as Json);

  test('the canonical text is, and another spelling is not', () => {
    fc.assert(
      fc.property(value, (json) => {
        const text = canonicalize(json);
        expect(isCanonical(text, JSON.parse(text) as Json)).toBe(true);
        for (const other of [JSON.stringify(json), JSON.stringify(json, null, 1), ` ${text}`, `${text}\n`]) {
          expect(isCanonical(other, JSON.parse(other) as Json)).toBe(other === text);
        }
      }),
    );
  });

  test.each(['{"b":1,"a":2}', '{"a":1,"a":2}', '{"a":1.0}', '{"a":-0}', '{"a":"\\u0041"}', '[{"a":[{"c":1,"b":1}]}]'])(
    '%s is not',
    (text) => {
      expect(isCanonical(text, JSON.parse(text) as Json)).toBe(false);
    },
  );

  test.each(['"\\ud800"', '{"\\udc00":1}', '['.repeat(5000) + ']'.repeat(5000)])('%# has no canonical form', (text) => {
    expect(() => isCanonical(text, JSON.parse(text) as Json)).toThrow(Fault);
  });
});

describe('is plain text canonical?', () => {
  const yes = (text: string): boolean =>
    isPlain(text, toBytes(text)) && isPlainCanonical(text, JSON.parse(text) as Json);

  /** Numbers as anybody may write them, and white space and names where they do harm. */
  const number = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,3})?([eE][+-]?\d{1,2})?$/);
  const short = fc.stringMatching(/^-?(0|[1-9]\d{0,3})(\.0)?([eE][+-]?\d)?$/);
  const gap = fc.constantFrom('', '', '', '', ' ', '\n');
  const leaf = fc.oneof(
    number,
    short,
    fc.constantFrom('null', 'true', 'false', '"x"', '""', '"\\u0041"', '"ü"', '[]', '{}'),
  );
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.tuple(gap, fc.array(tie('text'), { maxLength: 4 })).map(([space, items]) => `[${items.join(`,${space}`)}]`),
      fc
        .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'aa', '1', '', '__proto__'), gap, tie('text')), {
          maxLength: 4,
        })
        .map((members) => `{${members.map(([name, space, member]) => `"${name}":${space}${member}`).join(',')}}`),
    ),
  }));

  test('yes is never said of what is not', () => {
    fc.assert(
      fc.property(text, (written) => {
        if (yes(written)) expect(canonicalize(JSON.parse(written) as Json)).toBe(written);
      }),
      { numRuns: 3_000 },
    );
  });

  test('yes is said of what entries are made of', () => {
    const entry = {
      _type: 'https://in-toto.io/Statement/v1',
      n: [1, 0, -5, 120, 777_777],
      of: { a: null, b: [true, false], c: {} },
    };
    expect(yes(canonicalize(entry))).toBe(true);
    expect(yes('[]')).toBe(true);
  });

  test.each([
    '{"a":1e2}',
    '{"a":100}',
    '{"a":9007199254740993}',
    '{"a":-0}',
    '{"a": 1e3}',
    '{"a":1.5}',
    '["\u007f"]',
    '{"7":1}',
  ])('%s is not for it to say', (written) => {
    expect(yes(written)).toBe(false);
  });
});
