import { expect, test } from '@jest/globals';
import { floorOf, isFloor } from '../../src/app/floor.ts';
import { configOf } from './stages/bench.ts';

const at = (owner: string, name: string) => ({ installation: 7, repository: { id: 70, owner, name } });
const unnamed = { config: configOf() };
const named = { config: configOf({ COUNTERSIGN_FLOOR: 'acme/Rules' }) };

test('without a setting the floor is the owner’s .github, which need not be there', () => {
  expect(floorOf(unnamed, at('acme', 'shop'))).toEqual({ owner: 'acme', name: '.github', named: false });
  expect(floorOf(unnamed, at('dana', 'shop'))).toEqual({ owner: 'dana', name: '.github', named: false });
});

test('a named floor holds for every owner, and must be there', () => {
  for (const owner of ['acme', 'dana'])
    expect(floorOf(named, at(owner, 'shop'))).toEqual({ owner: 'acme', name: 'Rules', named: true });
});

test.each([
  [unnamed, 'acme', '.github', true],
  [unnamed, 'acme', '.GitHub', true],
  [unnamed, 'acme', 'shop', false],
  [named, 'acme', 'rules', true],
  [named, 'ACME', 'Rules', true],
  [named, 'acme', '.github', false],
  [named, 'dana', 'rules', false],
] as const)('is it the floor? %#', (context, owner, name, expected) => {
  expect(isFloor(context, at(owner, name))).toBe(expected);
});
