import { expect, test } from '@jest/globals';
import {
  isConfirmed,
  isUnreplayed,
  showVerifyJson,
  showVerifyText,
  type VerifyReport,
} from '../../../src/cli/ledger/verify-report.ts';
import { problem } from '../../../src/ledger/problem.ts';
import { ORIGIN, signer } from '../../ledger/sample.ts';

const commit = { oid: 'c'.repeat(40), parents: [], message: '', changes: [], checkpoint: null };
const source = {
  ref: 'refs/heads/countersign/ledger',
  tip: commit.oid,
  note: null,
} as unknown as VerifyReport['source'];
const good: VerifyReport = {
  source,
  verification: {
    ok: true,
    origin: ORIGIN,
    size: 1_207,
    root: 'cm9vdA==',
    problems: [],
    unknown: [],
    rotations: [],
    predecessor: null,
  },
  chosen: { keys: [signer], trust: 'given', origin: ORIGIN },
  depth: 'everything',
  history: { commits: 1, first: commit.oid, isComplete: true },
  since: null,
  evidence: null,
  before: null,
  witnesses: null,
  isReplayed: false,
  isPinned: false,
};

test('only a key from elsewhere confirms', () => {
  const claimed = { ...good, chosen: { ...good.chosen, trust: 'claimed' as const } };
  expect([isConfirmed(good), isConfirmed(claimed), isConfirmed({ ...claimed, isPinned: true })]).toEqual([
    true,
    false,
    true,
  ]);
  expect(isConfirmed({ ...good, verification: { ...good.verification, ok: false } })).toBe(false);
  expect(showVerifyText(claimed, false)).toContain('not confirmed');
});

test('a good ledger in words', () => {
  const text = showVerifyText(good, false);
  expect(text).toContain(`ledger   ${ORIGIN}, 1,207 entries\n`);
  expect(text).toContain('history  1 commit, from the first\n');
  expect(text).toMatch(
    /✓ Nothing was changed, removed or reordered\. That nothing was cut off .* \(--since\), or a witness \(--policy\)\.\n$/,
  );
  const since = { origin: ORIGIN, size: 3, root: new Uint8Array(32) };
  expect(showVerifyText({ ...good, since }, false)).toMatch(
    /reordered\. It continues the checkpoint of 3 entries\.\n$/,
  );
});

test('a replay that had nothing to work with is none', () => {
  expect([isUnreplayed(good), isUnreplayed({ ...good, isReplayed: true })]).toEqual([false, true]);
  expect(showVerifyText({ ...good, isReplayed: true }, false)).toContain('evidence not looked at');
  expect(JSON.parse(showVerifyJson(good))).toMatchObject({ evidence: null, replay: null });
});

test('a cut history is never called complete', () => {
  const text = showVerifyText({ ...good, history: { ...good.history, isComplete: false } }, false);
  expect(text).toContain('not checked before ccccccc');
  expect(text).not.toContain('Nothing was changed');
});

test('of many problems the first are shown and the rest counted; JSON names all; nothing is obeyed', () => {
  const problems = Array.from({ length: 60 }, (_, index) =>
    problem('entry-altered', `entry ${index} \u{1b}[2J`, { index }),
  );
  const broken = { ...good, verification: { ...good.verification, ok: false, size: null, root: null, problems } };
  const text = showVerifyText(broken, false);
  expect(text).toContain('and 10 more: --format json names all');
  expect(text).toContain('unknown size');
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(showVerifyJson(broken))).toMatchObject({
    ok: false,
    size: null,
    root: null,
    problems: { length: 60 },
  });
});

test('what was verified as bytes alone is said: all of it, or what a later version wrote', () => {
  const bytes: VerifyReport = { ...good, depth: 'bytes' };
  expect(showVerifyText(bytes, false)).toContain('checked  bytes only');
  expect(showVerifyText(bytes, false)).toMatch(/✓ .* What the entries say was not looked at: .*--bytes-only\./);
  expect(JSON.parse(showVerifyJson(bytes))).toMatchObject({ checked: 'bytes', unknown: [] });
  const unknown = [{ predicateType: 'urn:later\u001b[2J:v1', entries: 3 }];
  const later: VerifyReport = { ...good, verification: { ...good.verification, unknown } };
  expect(showVerifyText(later, false)).toContain('unknown  3 entries of urn:later');
  expect(showVerifyText(later, false)).not.toContain('\u001b');
  expect(JSON.parse(showVerifyJson(later))).toMatchObject({ ok: true, checked: 'everything', unknown });
});
