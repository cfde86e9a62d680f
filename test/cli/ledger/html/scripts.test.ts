import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entryPage, type ShownLedger } from '../../../../src/cli/ledger/html/entry-page.ts';
import { checkScript, findScript } from '../../../../src/cli/ledger/html/scripts.ts';
import { formatVkey } from '../../../../src/ledger/note-key.ts';
import { keyFrom } from '../../../ledger/sample.ts';
import { shownEntry, shownLedger } from './shown-sample.ts';

interface Answer {
  className: string;
  textContent: string;
}

/** Runs the page's own script with what browsers have, and nothing else. */
async function check(page: string): Promise<Answer> {
  const [, data = ''] = /id="proof">(.*)<\/script>/.exec(page) ?? [];
  const answer: Answer = { className: '', textContent: '' };
  const elements: Record<string, unknown> = { answer, proof: { textContent: data } };
  const document = { getElementById: (id: string) => elements[id] };
  const global = { document, crypto: globalThis.crypto, atob, TextEncoder, Uint8Array };
  await (runInNewContext(checkScript.trim().replace(/;$/, ''), global) as Promise<void>);
  return answer;
}

const page = (index: number, ledger: Partial<ShownLedger> = {}, proof = shownEntry(index).proof): string =>
  entryPage({ ...shownLedger, ...ledger }, { ...shownEntry(index), proof });

describe('the page checks itself', () => {
  test.each([0, 1, 128, 255, 256, 298, 299])('entry %i is right', async (index) => {
    expect(await check(page(index))).toMatchObject({
      className: 'good',
      textContent: expect.stringContaining('The signature is the key’s') as unknown as string,
    });
  });

  const other = Buffer.alloc(32, 7);
  const proof = shownEntry(42).proof;
  test.each<[string, string, RegExp]>([
    ['a hash that is another', page(42, {}, [other, ...proof.slice(1)]), /does not lead/],
    ['a hash that is missing', page(42, {}, proof.slice(1)), /does not lead/],
    ['a hash too many', page(42, {}, [...proof, other]), /longer than the tree/],
    ['another size', page(42, { size: 301 }), /does not lead|another size/],
    ['another root', page(42, { root: other.toString('base64') }), /does not lead/],
    ['a note of another size', page(42, { note: shownLedger.note.replace('\n300\n', '\n301\n') }), /another size/],
    [
      'a note that was edited',
      page(42, { note: shownLedger.note.replace('\n\n', '\nmore\n\n') }),
      /signature .* is wrong/,
    ],
    ['another key', page(42, { vkey: formatVkey(keyFrom(2)) }), /signature .* is wrong/],
    ['no key', page(42, { vkey: null }), /was not checked/],
    ['a proof that is none', page(42).replace('"index":42', '"index":"x"'), /does not lead|cannot be read/],
  ])('%s is said', async (_, text, message) => {
    expect(await check(text)).toMatchObject({
      className: 'bad',
      textContent: expect.stringMatching(message) as unknown as string,
    });
  });
});

test('what is typed hides the other rows', () => {
  const rows = ['#42 FAILED', '#43 PASSED'].map((textContent) => ({ textContent, hidden: false }));
  let typed: () => void = () => undefined;
  const box = { hidden: true, value: 'failed', addEventListener: (_: string, listen: () => void) => (typed = listen) };
  runInNewContext(findScript, { document: { getElementById: () => box, querySelectorAll: () => rows } });
  typed();
  expect(box.hidden).toBe(false);
  expect(rows.map(({ hidden }) => hidden)).toEqual([false, true]);
});

function findBrowser(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch {
      // The next name.
    }
  }
  return null;
}

const browser = findBrowser();
const inBrowser = browser === null ? describe.skip : describe;

inBrowser('in a real browser, from the disk', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-browser-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each([
    ['a right one', page(42), 'good', 'is right'],
    ['a wrong one', page(42, { root: Buffer.alloc(32, 7).toString('base64') }), 'bad', 'does not lead'],
  ])(
    '%s',
    async (_, text, word, said) => {
      writeFileSync(join(directory, 'entry.html'), text);
      const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--virtual-time-budget=5000', '--dump-dom'];
      const profile = `--user-data-dir=${join(directory, 'profile')}`;
      const { stdout } = await promisify(execFile)(browser ?? '', [
        ...flags,
        profile,
        `file://${directory}/entry.html`,
      ]);
      expect(stdout).toMatch(new RegExp(`<p id="answer" class="${word}">[^<]*${said}`));
    },
    60_000,
  );
});
