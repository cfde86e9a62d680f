import { expect, test } from '@jest/globals';
import { indexPage, pageName } from '../../../../src/cli/ledger/html/index-page.ts';
import { viewEntry } from '../../../../src/ledger/entry-view.ts';
import { entryAt, ORIGIN } from '../../../ledger/sample.ts';

const ledger = { origin: ORIGIN, size: 300, root: 'cm9vdA==', note: 'note', vkey: null };
const views = [7, 6, 5].map((index) => viewEntry(index, entryAt(index).bytes));

test('every entry is a row with a link to its page, and what is left out is said', () => {
  const page = indexPage(ledger, { views, page: 1, pages: 1, from: 5, to: 299 });
  expect([...page.matchAll(/href="entries\/(\d+)\.html"/g)].map(([, index]) => index)).toEqual(['7', '6', '5']);
  expect(page).toContain('Entries 5 to 299 are shown here');
  expect(page).toContain('none that fits the signature');
  expect(page).not.toContain('Pages:');
});

test('a ledger that is shown whole says so; further pages are linked', () => {
  const page = indexPage({ ...ledger, vkey: 'name+id+key' }, { views, page: 2, pages: 3, from: 0, to: 299 });
  expect(page).toContain('All of them are shown here');
  expect(page).toContain('<a href="index.html">1</a>');
  expect(page).toContain('<a href="page-3.html">3</a>');
  expect(page).not.toContain('href="page-2.html"');
  expect([1, 2].map(pageName)).toEqual(['index.html', 'page-2.html']);
});
