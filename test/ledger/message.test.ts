import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase64 } from '../../src/base/bytes.ts';
import { draftLedgerAct } from '../../src/ledger/build.ts';
import { sealEntry } from '../../src/ledger/entry.ts';
import { commitMessage, messageText, readTrailers } from '../../src/ledger/message.ts';
import { entriesOf, headerOf, ORIGIN, timeOf } from './sample.ts';

const root = new Uint8Array(32).fill(1);
const base64 = toBase64(root);

describe('the message of a flush', () => {
  test('of three entries, as the design shows it', () => {
    const { headline, body } = commitMessage({ size: 5, root }, entriesOf(1, 4));
    expect(headline).toBe('ledger: 3 entries (2–4) [skip ci]');
    const [decided, allowed] = entriesOf(2, 4).map(
      ({ statement }) => JSON.stringify(statement).match(/commit\/([0-9a-f]{7})/)?.[1],
    );
    expect(body).toBe(
      'policy repository v1\n' +
        `FAILED pull/2 ${decided} commits are signed by the people who made them\n` +
        `PASSED pull/3 ${allowed}\n\n\nLedger-Size: 5\nLedger-Root: ${base64}\nskip-checks: true`,
    );
  });

  test('of one entry, and of none', () => {
    expect(commitMessage({ size: 1, root }, entriesOf(0, 1)).headline).toBe('ledger: 1 entry (0) [skip ci]');
    expect(messageText(commitMessage({ size: 7, root }, []))).toBe(
      `ledger: checkpoint 7 [skip ci]\n\n\nLedger-Size: 7\nLedger-Root: ${base64}\nskip-checks: true\n`,
    );
  });

  test('names acts and other kinds', () => {
    const act = { act: 'repair', code: 'branch.edited', found: null, commits: [], restored: 1 } as const;
    const repair = sealEntry(draftLedgerAct({ origin: ORIGIN, header: headerOf(3), act }), timeOf(3));
    expect(commitMessage({ size: 4, root }, [repair]).body).toMatch(/^repair countersign\.example\/acme\/shop\n/);
  });

  test('names the repository where the ledger has the name of another one', () => {
    const entries = entriesOf(1, 4);
    const own = commitMessage({ size: 5, root }, entries);
    expect(commitMessage({ size: 5, root, origin: ORIGIN }, entries)).toEqual(own);
    expect(commitMessage({ size: 5, root, origin: `${ORIGIN.toUpperCase()}/2` }, entries)).toEqual(own);
    const { body } = commitMessage({ size: 5, root, origin: 'countersign.example/acme/audit' }, entries);
    expect(body).toMatch(
      /^policy repository v1 acme\/shop\nFAILED acme\/shop pull\/2 [0-9a-f]{7} .*\nPASSED acme\/shop pull\/3 /,
    );
  });

  test('has trailers that git reads, behind two empty lines', () => {
    const text = messageText(commitMessage({ size: 5, root }, entriesOf(2, 5)));
    const trailers = execFileSync('git', ['interpret-trailers', '--parse'], { input: text, encoding: 'utf8' });
    expect(trailers).toBe(`Ledger-Size: 5\nLedger-Root: ${base64}\nskip-checks: true\n`);
    expect(text).toContain('\n\n\nLedger-Size');
  });
});

describe('trailers', () => {
  test('come back as written', () => {
    const size = fc.nat();
    fc.assert(
      fc.property(size, fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(3), (of, hash, count) => {
        const text = messageText(commitMessage({ size: of, root: hash }, entriesOf(1, 1 + count)));
        expect(readTrailers(text)).toEqual({ size: of, root: toBase64(hash) });
      }),
    );
  });

  test('count only in the last block', () => {
    expect(readTrailers('Ledger-Size: 5\n\nLedger-Root: x\n')).toEqual({ size: null, root: 'x' });
    expect(readTrailers('a stranger was here\n')).toEqual({ size: null, root: null });
    expect(readTrailers('x\n\nLedger-Size: 05x\n')).toEqual({ size: null, root: null });
  });

  test('any text has some or none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof readTrailers(text) === 'object'));
  });
});
