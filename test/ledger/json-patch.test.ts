import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/base/json.ts';
import { applyPatch, makePatch } from '../../src/ledger/json-patch.ts';

/** Keys and values that meet again, so that there is something to share; no key that canonical JSON refuses. */
const key = fc.constantFrom('a', 'b', 'name', 'state', '=', '~', '-', '[', '@', 'constructor', 'toString');
const { value } = fc.letrec<{ value: Json; list: Json; object: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y', 'é')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('list'), tie('object')),
}));

describe('a patch', () => {
  test('makes the one value of the other, whatever they are', () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        const patch: Json = JSON.parse(JSON.stringify(makePatch(before, after)));
        expect(applyPatch(before, patch)).toEqual(after);
      }),
      { numRuns: 3_000 },
    );
  });

  test('says of a list what is new', () => {
    const before = { commits: [{ oid: 'a' }, { oid: 'b' }, { oid: 'c' }] };
    expect(makePatch(before, { commits: [{ oid: 'b' }, { oid: 'c' }, { oid: 'd' }, { oid: 'a' }] })).toEqual({
      '~': { commits: { '[': [[1, 2], { '=': [{ oid: 'd' }] }, [0, 1]] } },
    });
  });

  test('says of a check that it was completed, and nothing else', () => {
    const before = [
      { name: 'build', app: { id: 1 }, state: 'pending', at: null },
      { name: 'lint', state: 'pending' },
    ];
    const after = [
      { name: 'build', app: { id: 1 }, state: 'success', at: 5 },
      { name: 'lint', state: 'pending' },
    ];
    expect(makePatch(before, after)).toEqual({
      '[': [{ '@': 0, '~': { state: { '=': 'success' }, at: { '=': 5 } } }, [1, 1]],
    });
  });

  test('never tells of a person by half', () => {
    const bo = { id: 3, login: 'bo', type: 'user' };
    const bob = { ...bo, login: 'bob' };
    const said = [
      makePatch({ parts: { change: { author: bo } } }, { parts: { change: { author: bob } } }),
      makePatch({ parts: { pushers: { value: [bo] } } }, { parts: { pushers: { value: [bob] } } }),
      makePatch([{ name: 'x', person: bo }], [{ name: 'x', person: bob }]),
    ];
    for (const patch of said) expect(JSON.stringify(patch)).toContain(JSON.stringify(bob));
  });

  test('that is none makes nothing, and nobody is harmed by it', () => {
    for (const patch of [
      null,
      1,
      'x',
      [],
      {},
      { '[': [] },
      { '[': [[0, 9]] },
      { '[': [[-1, 1]] },
      { '[': [{ '@': 7 }] },
    ])
      expect(applyPatch({ a: 1 }, patch as Json)).toBeNull();
    for (const patch of [{ '[': [[0, 9]] }, { '[': [['x']] }, { '[': [{ '@': 7, '~': {} }] }, { '~': {} }])
      expect(applyPatch([1], patch as Json)).toBeNull();
    fc.assert(
      fc.property(value, fc.jsonValue(), (before, patch) => {
        applyPatch(before, patch as Json);
      }),
    );
  });
});
