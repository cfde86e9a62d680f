import { expect, test } from '@jest/globals';
import { draftDecision, draftLedgerAct, repositorySubject } from '../../../src/ledger/build.ts';
import type { LedgerAct } from '../../../src/ledger/entries/ledger.ts';
import { type Draft, type Entry, sealEntry } from '../../../src/ledger/entry.ts';
import { Moves } from '../../../src/ledger/verify/moves.ts';
import { readStatements } from '../../../src/ledger/verify/statements.ts';
import { type Verification, verifyLedger } from '../../../src/ledger/verify.ts';
import {
  checkSchema,
  decisionFields,
  genesisDraft,
  headerOf,
  ORIGIN,
  SampleLedger,
  signer,
  timeOf,
  treeOf,
} from '../sample.ts';

type Say = (index: number) => Entry;

const sealed = (draft: Draft, index: number): Entry => sealEntry(draft, timeOf(index));
const act =
  (of: LedgerAct, repository = 22): Say =>
  (index) =>
    sealed(
      draftLedgerAct({
        origin: ORIGIN,
        subject: repositorySubject(ORIGIN, repository),
        header: { ...headerOf(index, index), repository: { id: repository, name: 'acme/any' } },
        act: of,
      }),
      index,
    );
const moved = act({ act: 'moved', to: 'countersign.example/acme/audit' });
const resumed = act({ act: 'resumed', from: { origin: 'countersign.example/acme/audit', size: null, root: null } });
const decided =
  (repository = 22): Say =>
  (index) => {
    const fields = decisionFields(index);
    const header = { ...fields.header, repository: { id: repository, name: 'acme/any' } };
    return sealed(draftDecision({ ...fields, header }), index);
  };

const entriesOf = (says: readonly Say[]): readonly Entry[] => says.map((say, at) => say(at + 1));

/** What is wrong, with bundles of so many entries. */
function found(says: readonly Say[], length = 256): readonly string[] {
  const bytes = entriesOf(says).map((entry) => entry.bytes);
  const moves = new Moves();
  const checks = { checkSchema, origin: ORIGIN, depth: 'everything' } as const;
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, block) =>
    readStatements(
      { first: 1 + block * length, entries: bytes.slice(block * length, (block + 1) * length), file: null },
      checks,
    ),
  )
    .flatMap((read) => moves.visit(read))
    .map(({ found: { code, index }, than }) => `${code} ${index} after ${than}`);
}

test.each([1, 2, 3, 256])(
  'what follows a move is named once, however the entries are cut (%i in a bundle)',
  (length) => {
    expect(found([decided(), moved, decided(), decided()], length)).toEqual(['repository-moved 3 after 2']);
    expect(found([decided(), moved, resumed, decided()], length)).toEqual([]);
    expect(found([moved, decided(), resumed, decided(), moved, decided()], length)).toEqual([
      'repository-moved 2 after 1',
      'repository-moved 6 after 5',
    ]);
  },
);

test('other repositories stay, and of the ledger itself there is something to say for ever', () => {
  expect(found([decided(33), moved, decided(33), act({ act: 'scope', scope: 'organization' }), decided(33)])).toEqual(
    [],
  );
  expect(found([moved, act({ act: 'moved', to: 'a.example/b' }, 33), decided(33), decided()])).toEqual([
    'repository-moved 3 after 2',
    'repository-moved 4 after 1',
  ]);
});

test('verify names it, and its signature does not excuse it', () => {
  const verify = (...says: readonly Say[]): Verification => {
    const ledger = new SampleLedger();
    ledger.flush([sealed(genesisDraft(), 0), ...entriesOf(says)]);
    return verifyLedger({ tree: treeOf(ledger.files), keys: [signer], checkSchema });
  };
  expect(verify(decided(), moved, resumed, decided()).problems).toEqual([]);
  expect(verify(decided(), moved, decided()).problems).toMatchObject([{ code: 'repository-moved', index: 3 }]);
});
