import { expect, test } from '@jest/globals';
import { EXIT } from '../../../src/cli/exit-code.ts';
import { concludeWith, headOf } from '../../../src/cli/trace/answer.ts';
import { testIo } from '../test-io.ts';
import { filesOf, webBranch } from './web-branch.ts';

test('a yes is none where an entry cannot be read; a no stays one', () => {
  const said: string[] = [];
  const io = testIo({ err: (text) => void said.push(text) });
  expect(concludeWith(EXIT.yes, 0, io)).toBe(EXIT.yes);
  expect(said).toEqual([]);
  expect(concludeWith(EXIT.yes, 2, io)).toBe(EXIT.undetermined);
  expect(concludeWith(EXIT.no, 1, io)).toBe(EXIT.no);
  expect(said[0]).toBe('countersign: 2 entries cannot be read: see countersign ledger verify.\n');
});

test('every answer says what was read, and that nobody verified it', async () => {
  const branch = webBranch();
  using files = await filesOf(branch);
  const { origin, size } = files.checkpoint;
  const ref = 'refs/heads/countersign/ledger';
  expect(headOf(files)).toEqual({ version: 1, origin, size, ref, commit: branch.tip(), verified: false });
  branch.repository.remove();
});
