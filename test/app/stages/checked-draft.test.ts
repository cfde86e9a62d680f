import { expect, test } from '@jest/globals';
import { checkDraft } from '../../../src/app/stages/checked-draft.ts';
import { draftLedgerAct } from '../../../src/ledger/build.ts';
import type { LedgerAct } from '../../../src/ledger/entries/ledger.ts';

const draft = (act: LedgerAct) =>
  draftLedgerAct({
    origin: 'github.com/acme/shop',
    header: {
      n: 1,
      observed: '2026-11-21T12:00:00.000Z',
      actor: { id: 1, type: 'app' },
      source: 'program',
      deliveries: [],
      installation: 1,
      repository: { id: 1, name: 'acme/shop' },
    },
    act,
  });
const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';

test('what fits its schema passes unchanged', () => {
  const good = draft({ act: 'adoption', size: 1, root, comparedWith: 'nothing' });
  expect(checkDraft(good)).toBe(good);
});

test('what does not is refused, with the reason', () => {
  const bad = draft({ act: 'adoption', size: -1, root, comparedWith: 'nothing' });
  expect(() => checkDraft(bad)).toThrow(/size/);
});
