import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/base/fault.ts';
import { Reader } from '../../src/github/reader.ts';

const read = (value: unknown): Reader =>
  new Reader(value, 'payload', (message) => new Fault('webhook.malformed', message));

describe('a reader', () => {
  test('goes through what is there and what is not', () => {
    const reader = read({ a: { b: [1, 'two', null] } });
    expect(reader.at('a').at('b').list()[1]?.text()).toBe('two');
    expect(reader.at('a').at('b').list()[2]?.isNothing).toBe(true);
    expect(reader.at('x').at('y').at('z').isNothing).toBe(true);
    expect(reader.at('x').maybe((value) => value.text())).toBeNull();
  });

  test('names the path, never the value', () => {
    const secret = 'ghp_abcdef';
    expect(() =>
      read({ a: [{ id: secret }] })
        .at('a')
        .list()[0]
        ?.at('id')
        .count(),
    ).toThrow(new Fault('webhook.malformed', 'payload.a[0].id is not a whole number'));
    expect(() => read({ a: secret }).at('a').textLike(/^\d+$/, 'a number')).toThrow('payload.a is not a number');
  });

  test('takes nothing from a prototype', () => {
    expect(read({}).at('constructor').isNothing).toBe(true);
    expect(read([1]).at('length').isNothing).toBe(true);
    expect(read('text').at('length').isNothing).toBe(true);
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 53, 10n, '1', null, undefined, {}])('%p is no count', (value) => {
    expect(read({ value }).at('value').isCount).toBe(false);
    expect(() => read({ value }).at('value').count()).toThrow('payload.value is not a whole number');
  });

  test('lists the entries of an object only', () => {
    expect(
      read({ a: 1 })
        .entries()
        .map(([key, value]) => [key, value.count()]),
    ).toEqual([['a', 1]]);
    expect(() => read([1]).entries()).toThrow('payload is not an object');
  });

  test('hands on unread what goes back to whoever wrote it', () => {
    const parameters = { strict: true, checks: [{ context: 'a' }] };
    expect(read({ parameters }).at('parameters').raw()).toBe(parameters);
    expect(read({}).at('parameters').raw()).toBeUndefined();
  });

  test('throws nothing but its fault, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.string()), (value, path) => {
        const reader = path.reduce((at, key) => at.at(key), read(value));
        for (const take of [
          () => reader.text(),
          () => reader.count(),
          () => reader.flag(),
          () => reader.list(),
          () => reader.entries(),
        ]) {
          try {
            take();
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        }
      }),
    );
  });
});
