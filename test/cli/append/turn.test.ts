import { describe, expect, test } from '@jest/globals';
import { headerAt } from '../../../src/cli/append/local-genesis.ts';
import { type RequestLine, readRequests } from '../../../src/cli/append/read-requests.ts';
import { SubjectCounts } from '../../../src/cli/append/subject-counts.ts';
import { type Ordered, Turn } from '../../../src/cli/append/turn.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import { signer } from '../../ledger/sample.ts';

const NOON = '2026-11-21T12:00:00.000Z';

function builds(...names: readonly string[]): readonly RequestLine[] {
  const lines = names.map((name, at) => {
    const subject = [{ name, digest: { sha256: 'a'.repeat(64) } }];
    const predicate = { countersign_event: { event: 'build' } };
    return { number: at + 1, text: JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate }) };
  });
  return readRequests(lines, { origin: signer.name, defaults: headerAt(NOON) });
}

function begin(fields: { readonly size?: number; readonly now?: string; readonly counts?: SubjectCounts } = {}): {
  readonly turn: Turn;
  readonly written: readonly Ordered[];
} {
  const { size = 10, now = NOON, counts = new SubjectCounts() } = fields;
  const written: Ordered[] = [];
  const write = async (ordered: Ordered): Promise<void> => void written.push(ordered);
  const clock = { now: () => Date.parse(now) };
  return { turn: new Turn({ size, time: NOON, counts, signer, clock, write }), written };
}

const numbersOf = ({ entries }: Ordered): readonly number[] => entries.map(({ bytes }) => parseEntry(bytes).n);

describe('a turn', () => {
  test('orders a group behind the one that is still being written', async () => {
    const { turn, written } = begin();
    const first = turn.order(builds('a', 'b'));
    const second = turn.order(builds('a', 'c', 'a'));
    expect([first, second]).toMatchObject([
      { from: 10, to: 12, there: 0 },
      { from: 12, to: 15, there: 0 },
    ]);
    expect([numbersOf(first), numbersOf(second)]).toEqual([
      [1, 1],
      [2, 1, 3],
    ]);
    expect(written).toEqual([]);
    expect(await turn.write(first)).toEqual({ from: 10, to: 12, there: 0 });
    expect(written).toEqual([first]);
  });

  test('begins a ledger once', async () => {
    const { turn } = begin({ size: 0 });
    const first = turn.order([]);
    expect(first).toMatchObject({ from: 1, to: 1 });
    expect(first.files.length).toBeGreaterThan(0);
    expect(turn.order(builds('a'))).toMatchObject({ from: 1, to: 2, files: [] });
  });

  test('says what is there already, and writes nothing for it', async () => {
    const counts = new SubjectCounts();
    begin({ counts }).turn.order(builds('a'));
    const { turn, written } = begin({ counts });
    const [again] = builds('a');
    const ordered = turn.order(again === undefined ? [] : [{ ...again, request: { ...again.request, n: 1 } }]);
    expect(await turn.write(ordered)).toEqual({ from: 10, to: 10, there: 1 });
    expect(written).toEqual([]);
  });

  test('never goes back in time, whatever the clock does', () => {
    expect(begin({ now: '2026-11-21T11:00:00.000Z' }).turn.order(builds('a')).time).toBe(NOON);
  });
});
