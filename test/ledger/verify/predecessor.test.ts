import { expect, test } from '@jest/globals';
import { readPredecessor } from '../../../src/ledger/verify/predecessor.ts';

const named = { origin: 'github.com/acme/shop', size: 7, root: `${'A'.repeat(43)}=`, key: '3bad2f16' };

test('a genesis names the ledger before, or none', () => {
  expect(readPredecessor({ act: 'genesis', predecessor: named })).toEqual(named);
  expect(readPredecessor({ act: 'genesis' })).toBeNull();
  expect(readPredecessor({ act: 'start', predecessor: named })).toBeNull();
  expect(readPredecessor(null)).toBeNull();
});

test.each([{ origin: 1 }, { size: '7' }, { root: 'x' }, { root: 'AAAA' }, { key: null }])('%j names none', (wrong) => {
  expect(readPredecessor({ act: 'genesis', predecessor: { ...named, ...wrong } })).toBeNull();
});
