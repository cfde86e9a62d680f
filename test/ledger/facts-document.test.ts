import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { evidenceIn } from '../../src/ledger/evidence-names.ts';
import { type FactsBase, packFacts, readFacts, unpackFacts, usesIn } from '../../src/ledger/facts-document.ts';

const digestOf = (n: number): string => n.toString(16).padStart(64, '0');
const [DIRECTORY, POLICY, NEWER_POLICY] = [digestOf(901), digestOf(902), digestOf(903)] as const;

const contentOf = (commits: number, policy: string = POLICY): JsonObject => ({
  kind: 'pull_request',
  observedAt: 1_000 + commits,
  after: 3,
  repository: { id: 5, owner: 'acme', name: 'shop', private: true },
  engine: 'countersign 1',
  verdict: digestOf(commits),
  parts: {
    change: { title: 'A title that is long enough to be worth sharing', head: digestOf(commits) },
    commits: { known: true, value: Array.from({ length: commits }, (_, at) => ({ oid: digestOf(at), message: 'm' })) },
    repository: { state: 'policy', text: null },
    floor: { state: 'absent', text: null },
  },
  uses: { directory: DIRECTORY, repository: policy },
});

/** Each built on the one before, as the app keeps them. */
function chain(count: number): { shelf: Map<string, Json>; last: FactsBase } {
  const shelf = new Map<string, Json>([
    [DIRECTORY, { users: {}, teams: {} }],
    [POLICY, { text: 'version: 1' }],
    [NEWER_POLICY, { text: 'version: 1 # newer' }],
  ]);
  let base: FactsBase | null = null;
  for (let n = 1; n <= count; n += 1) {
    shelf.set(digestOf(n), packFacts(contentOf(n, n > 3 ? NEWER_POLICY : POLICY), base));
    base = unpackFacts(digestOf(n), (digest) => shelf.get(digest) ?? null);
  }
  return { shelf, last: base as FactsBase };
}
const reading = (shelf: ReadonlyMap<string, Json>) => (digest: string) => shelf.get(digest) ?? null;

describe('facts that build on others', () => {
  test('are what they were, and say only what changed', () => {
    const { shelf, last } = chain(6);
    expect(last).toEqual({ digest: digestOf(6), content: contentOf(6, NEWER_POLICY), steps: 5 });
    expect(shelf.get(digestOf(1))).toHaveProperty('content');
    const sixth = shelf.get(digestOf(6)) as JsonObject;
    expect(sixth).toMatchObject({ form: 1, base: digestOf(5) });
    expect(JSON.stringify(sixth)).not.toContain('worth sharing');
  });

  test('are never too many behind each other', () => {
    const { shelf } = chain(30);
    const steps = Array.from({ length: 30 }, (_, n) => unpackFacts(digestOf(n + 1), reading(shelf))?.steps);
    expect(Math.max(...steps.map((each) => each ?? 99))).toBe(11);
    expect(steps.filter((each) => each === 0)).toHaveLength(3);
  });

  test('are kept whole where that is shorter', () => {
    const { last } = chain(1);
    const other = { form: 'nothing of this is like it' };
    expect(packFacts(other, last)).toEqual({ form: 1, content: other });
  });

  test('are read with what they share in its place', () => {
    const { shelf } = chain(5);
    const facts = readFacts(digestOf(5), reading(shelf));
    expect(facts?.document).toMatchObject({ kind: 'pull_request', at: 1_008, engine: 'countersign 1' });
    expect(Object.fromEntries(facts?.parts ?? [])).toMatchObject({
      directory: { users: {}, teams: {} },
      repository: { state: 'policy', text: 'version: 1 # newer' },
      floor: { state: 'absent', text: null },
      verdict: digestOf(5),
      change: { head: digestOf(5) },
    });
  });

  test('name what they build on and what they are the first to use', () => {
    const { shelf } = chain(5);
    const named = (n: number) => evidenceIn('facts', shelf.get(digestOf(n)) ?? null);
    const directory = { as: 'directory', digest: DIRECTORY };
    expect(named(1)).toEqual([directory, { as: 'policy', digest: POLICY }]);
    expect(named(2)).toEqual([{ as: 'facts', digest: digestOf(1) }]);
    expect(named(4)).toEqual([
      { as: 'facts', digest: digestOf(3) },
      { as: 'policy', digest: NEWER_POLICY },
    ]);
  });

  test('cannot be read once one of those was erased, a policy alone leaves a gap', () => {
    const { shelf } = chain(5);
    shelf.delete(NEWER_POLICY);
    expect(readFacts(digestOf(5), reading(shelf))?.parts.get('repository')).toEqual({ state: 'policy', text: null });
    shelf.delete(digestOf(2));
    expect(readFacts(digestOf(5), reading(shelf))).toBeNull();
    expect(readFacts(digestOf(1), reading(shelf))).not.toBeNull();
  });

  test('that go in a circle, or are none, are nothing', () => {
    const circle = { form: 1, base: digestOf(1), patch: { '~': {} } };
    for (const document of [circle, { form: 1 }, { form: 1, content: [] }, { form: 1, base: 'x', patch: {} }, [], null])
      expect(readFacts(digestOf(1), () => document as Json)).toBeNull();
    expect(usesIn({ form: 1, base: digestOf(1), patch: [] })).toEqual([['facts', digestOf(1)]]);
  });
});
