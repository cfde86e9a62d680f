import { expect, test } from '@jest/globals';
import { EVIDENCE_COLUMNS, evidenceArrays } from '../../src/store/evidence-columns.ts';

test('there is an array for each column, in its order', () => {
  const piece = {
    digest: 'digest',
    salt: 'salt',
    document: 'document',
    subject: 'subject',
    part: 'part',
    hash: 'hash',
  };
  expect(evidenceArrays([piece, piece])).toEqual(EVIDENCE_COLUMNS.split(', ').map((column) => [column, column]));
  expect(evidenceArrays([])).toEqual(EVIDENCE_COLUMNS.split(', ').map(() => []));
});
