import { expect, test } from '@jest/globals';
import { chooseKeys } from '../../../src/cli/ledger/choose-keys.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { entriesOf, type Files, grow, keyFrom, ORIGIN, SampleLedger, signer, treeOf } from '../../ledger/sample.ts';

const files = (): Files => new Map(grow(3).files);
const other = keyFrom(9);

test('a given key wins, then a pinned one, then what the branch claims', () => {
  const tree = treeOf(files());
  const pinned = new Map([[ORIGIN, [signer]]]);
  expect(chooseKeys({ tree, given: [other], pinned })).toEqual({ keys: [other], trust: 'given', origin: ORIGIN });
  expect(chooseKeys({ tree, given: [], pinned })).toEqual({ keys: [signer], trust: 'pinned', origin: ORIGIN });
  const claimed = chooseKeys({ tree, given: [], pinned: new Map([['else', [other]]]) });
  expect([claimed.trust, claimed.keys.map(formatVkey)]).toEqual(['claimed', [formatVkey(signer)]]);
});

test('a branch with an origin of its own choice gets no key that was pinned for another', () => {
  const ledger = new SampleLedger();
  ledger.flush(entriesOf(0, 1));
  const pinned = new Map([
    ['toString', [other]],
    ['constructor', [other]],
  ]);
  expect(chooseKeys({ tree: treeOf(ledger.files), given: [], pinned }).trust).toBe('claimed');
});

test.each([
  ['no checkpoint', (all: Files) => all.delete('checkpoint')],
  ['a checkpoint that is none', (all: Files) => all.set('checkpoint', Buffer.from('x'))],
  ['no file of the key', (all: Files) => all.delete(`keys/${signer.keyId}`)],
  [
    'another key in the file',
    (all: Files) => all.set(`keys/${signer.keyId}`, Buffer.from(formatVkey(keyFrom(1, 'other')))),
  ],
  ['rubbish in the file', (all: Files) => all.set(`keys/${signer.keyId}`, Buffer.from([0xff]))],
])('with %s nothing is claimed', (_what, change) => {
  const all = files();
  change(all);
  expect(chooseKeys({ tree: treeOf(all), given: [], pinned: new Map() }).keys).toEqual([]);
});
