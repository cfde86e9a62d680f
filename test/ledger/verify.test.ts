import { describe, expect, test } from '@jest/globals';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { checkSchema, grow, signer, treeOf } from './sample.ts';

describe('a ledger that nobody touched', () => {
  test.each([[[1]], [[1, 2, 5]], [[255, 257]], [[1, 256]], [[300, 900]], [[1, 3, 40, 600, 601]]])(
    'of sizes %j is valid',
    (sizes) => {
      const ledger = grow(...sizes);
      const result = verifyLedger({
        tree: treeOf(ledger.files),
        keys: [signer],
        checkSchema,
        history: { commits: ledger.commits, isComplete: true },
      });
      expect(result.problems).toEqual([]);
      expect(result).toMatchObject({ ok: true, size: sizes.at(-1) });
    },
  );
});
