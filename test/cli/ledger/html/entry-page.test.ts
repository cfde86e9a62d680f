import { expect, test } from '@jest/globals';
import { entryPage } from '../../../../src/cli/ledger/html/entry-page.ts';
import { viewEntry } from '../../../../src/ledger/entry-view.ts';
import { shownEntry, shownLedger } from './shown-sample.ts';

test('a page says what the entry says, links its proof and holds what its script needs', () => {
  const page = entryPage(shownLedger, shownEntry(42));
  expect(page).toContain('<th>pull requests</th><td>#42</td>');
  expect(page).toContain('href="../proofs/42.tlog-proof"');
  expect(page).toContain(`--key '${shownLedger.vkey ?? ''}'`);
  const [, data = ''] = /id="proof">(.*)<\/script>/.exec(page) ?? [];
  const { entry, hashes, note } = JSON.parse(data) as Record<string, unknown>;
  expect(Buffer.from(String(entry), 'base64')).toEqual(Buffer.from(shownEntry(42).bytes));
  expect(hashes).toHaveLength(9);
  expect(note).toBe(shownLedger.note);
});

test.each([
  ['markup', Buffer.from('{"predicateType":"<img src=x onerror=alert(1)>"}')],
  ['no JSON', Buffer.from('<script>alert(1)</script>')],
  ['no UTF-8', Buffer.from([0xff, 0x3c])],
])('an entry of %s is shown and does nothing', (_, bytes) => {
  const page = entryPage(shownLedger, { view: viewEntry(1, bytes), bytes, proof: [] });
  expect(page).not.toMatch(/<img|<script>alert/);
  expect(page.match(/<script/g)).toHaveLength(2);
});
