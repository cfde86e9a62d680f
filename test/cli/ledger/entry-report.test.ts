import { expect, test } from '@jest/globals';
import { toHex } from '../../../src/base/bytes.ts';
import { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { recordOf } from '../../../src/cli/ledger/entry-record.ts';
import { showEntryJson, showEntryText } from '../../../src/cli/ledger/entry-report.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { leafHash } from '../../../src/ledger/merkle.ts';
import { entryAt, ORIGIN } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

async function show(bytes: Uint8Array) {
  const branch = new LedgerBranch();
  branch.grow(3);
  try {
    using files = await EntryFiles.open(
      await openSource({ source: branch.repository.path, temporary: '', io: testIo() }),
    );
    const report = { files, index: 2, bytes: Buffer.from(bytes) };
    return { json: showEntryJson(report), text: showEntryText(report) };
  } finally {
    branch.repository.remove();
  }
}

test('json holds the exact bytes of the entry', async () => {
  const { bytes } = entryAt(2);
  const { json } = await show(bytes);
  expect(json).toContain(`,"entry":${Buffer.from(bytes).toString()},"base64":null}`);
  expect(JSON.parse(json)).toMatchObject({
    version: 1,
    origin: ORIGIN,
    size: 3,
    verified: false,
    leaf: toHex(leafHash(bytes)),
    says: recordOf(viewEntry(2, bytes)),
  });
});

test.each(['{"b":1,"a":2}', '{"a":1}},"ok":true,"x":{"y":{}', 'no', '', '{"a":"\u{202e}"}'])(
  '%j is not put into the answer as it is',
  async (text) => {
    const bytes = Buffer.from(text);
    const { json } = await show(bytes);
    expect(JSON.parse(json)).toMatchObject({ version: 1, entry: null, base64: bytes.toString('base64') });
  },
);

test('in words, and the bytes', async () => {
  const { bytes } = entryAt(2);
  const { text } = await show(bytes);
  expect(text).toContain(`entry        2 of 3 entries of ${ORIGIN}\n`);
  expect(text).toContain('\nresult       FAILED, deny\n');
  expect(text).toContain('\nchanges      #2\n');
  expect(text).not.toContain('\nenvironment');
  expect(text).toContain(`\n\n${Buffer.from(bytes).toString()}\n\n`);
});

test('what is no statement is shown raw, and moves no terminal', async () => {
  expect((await show(Buffer.from('x\u{1b}[2J'))).text).toContain('\n\nx\\u{1b}[2J\n\n');
  expect((await show(Uint8Array.of(0xff, 0xfe))).text).toContain('\n\nnot UTF-8, in base64: //4=\n\n');
});
