import { describe, expect, test } from '@jest/globals';
import { LandedChain } from '../../../src/ledger/trace/landed-chain.ts';
import { commits, oid, told, webScene } from './scene.ts';

const { base, first, change, part, hotfix, last } = commits;
const chain = new LandedChain(webScene().traced());
const indexes = (landings: readonly { readonly index: number }[] | null) => landings?.map(({ index }) => index) ?? null;

describe('landings as a branch grew', () => {
  test('a late cover is none', () => {
    expect(indexes(chain.all())).toEqual([told.landed41, told.landed42, told.hotfix, told.landed43]);
    expect(indexes(chain.of(part))).toEqual([told.landed42]);
    expect(chain.of(oid('0'))).toEqual([]);
  });

  test('every later tip holds what landed', () => {
    const [landing] = chain.of(part);
    expect(landing === undefined ? [] : [...chain.holding(landing)]).toEqual([change, hotfix, last]);
  });

  test.each([
    [first, change, [told.landed42]],
    [first, last, [told.landed42, told.hotfix, told.landed43]],
    [part, last, [told.landed42, told.hotfix, told.landed43]],
    [base, first, [told.landed41]],
    [null, hotfix, [told.landed41, told.landed42, told.hotfix]],
    [last, last, []],
    [last, first, null],
    [change, part, null],
    [first, oid('0'), null],
    [oid('0'), last, null],
  ])('between %s and %s', (from, to, expected) => expect(indexes(chain.between(from, to))).toEqual(expected));

  test('where commits were taken away, nobody says what is held', () => {
    const scene = webScene();
    const forced = oid('f02ced');
    scene.land({ how: 'force-push', before: last, after: forced, removed: 1, uncovered: [forced] });
    const cut = new LandedChain(scene.traced());
    const [landing] = cut.of(last);
    expect(landing === undefined ? [] : [...cut.holding(landing)]).toEqual([last]);
    expect(cut.between(last, forced)?.length).toBe(1);
    expect(cut.between(first, forced)).toBeNull();
  });

  test('a tag is no branch, whatever it leads to', () => {
    const scene = webScene();
    scene.land({ how: 'create', before: null, after: last, tag: { annotated: false, signature: 'unsigned' } });
    const tagged = new LandedChain(scene.traced());
    expect(indexes(tagged.all())).toEqual(indexes(chain.all()));
    expect(indexes(tagged.of(last))).toEqual(indexes(chain.of(last)));
  });

  test('a branch that goes back and forth ends', () => {
    const scene = webScene();
    scene.land({ before: last, after: first });
    scene.land({ before: first, after: last });
    const round = new LandedChain(scene.traced());
    const [landing] = round.of(change);
    expect(landing === undefined ? 0 : round.holding(landing).size).toBe(4);
    expect(indexes(round.between(base, last))?.at(0)).toBe(told.landed41);
  });
});
