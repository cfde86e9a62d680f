import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { EVIDENCE_URI, evidenceIn, evidenceOf } from '../../src/ledger/evidence-names.ts';
import { predicateTypes } from '../../src/ledger/kind.ts';

const digest = (n: number): string => String(n).padStart(64, '0');
const at = (n: number) => ({ digest: { sha256: digest(n) } });
const statement = (predicateType: string, predicate: JsonObject): JsonObject => ({ predicateType, predicate });

describe('what an entry names', () => {
  test('a decision: the facts, and the policies that spoke', () => {
    const predicate = {
      inputAttestations: [{ uri: `${EVIDENCE_URI}facts`, ...at(1) }],
      countersign_decision: { layers: [{ layer: 'floor', version: 1, ...at(2) }] },
    };
    expect(evidenceOf(statement(predicateTypes.decision, predicate))).toEqual([
      { as: 'facts', digest: digest(1) },
      { as: 'policy', digest: digest(2) },
    ]);
  });

  test('a policy: its text, and what its names meant', () => {
    const predicate = { policy: { uri: 'https://github.com/acme/shop', ...at(3) }, pins: at(4) };
    expect(evidenceOf(statement(predicateTypes.policy, predicate))).toEqual([
      { as: 'policy', digest: digest(3) },
      { as: 'pins', digest: digest(4) },
    ]);
    expect(evidenceOf(statement(predicateTypes.policy, { ...predicate, pins: null }))).toHaveLength(1);
  });

  test('an event: documents of ours, not those that others keep elsewhere', () => {
    const evidence = [
      { uri: `${EVIDENCE_URI}environment`, ...at(8) },
      at(9),
      { uri: 'https://ci.example/7', ...at(10) },
    ];
    expect(evidenceOf(statement(predicateTypes.event, { countersign_event: { event: 'settings', evidence } }))).toEqual(
      [{ as: 'environment', digest: digest(8) }],
    );
    expect(evidenceOf(statement(predicateTypes.event, { countersign_event: { event: 'review' } }))).toEqual([]);
  });

  test('of other kinds what has a URI of evidence, and nothing else that has a digest', () => {
    const predicate = { reason: { uri: `${EVIDENCE_URI}reason`, ...at(5) }, artifact: at(6), list: [at(7)] };
    expect(evidenceOf(statement('https://example.org/later/v1', predicate))).toEqual([
      { as: 'reason', digest: digest(5) },
    ]);
    expect(evidenceOf(statement(predicateTypes.override, predicate))).toHaveLength(1);
  });
});

describe('what a document names', () => {
  test('facts what they use, a group the facts of each pull request, a policy nothing', () => {
    const facts = { form: 1, content: { uses: { directory: digest(1), repository: digest(2) } } };
    expect(evidenceIn('facts', facts)).toEqual([
      { as: 'directory', digest: digest(1) },
      { as: 'policy', digest: digest(2) },
    ]);
    expect(evidenceIn('facts', { ...facts, form: 7 })).toEqual([]);
    expect(evidenceIn('group', { members: [{ number: 1, facts: digest(3) }] })).toEqual([
      { as: 'facts', digest: digest(3) },
    ]);
    expect(evidenceIn('policy', facts)).toEqual([]);
  });
});

test('whatever stands there, only digests are named', () => {
  const anything = fc.jsonValue() as fc.Arbitrary<Json>;
  const type = fc.constantFrom(...Object.values(predicateTypes), 'x');
  fc.assert(
    fc.property(type, anything, anything, (predicateType, inputAttestations, value) => {
      const predicate = { inputAttestations, policy: value, pins: value, countersign_decision: value };
      const named = [
        ...evidenceOf({ predicateType, predicate }),
        ...evidenceOf({ predicateType, predicate: value }),
        ...evidenceIn('facts', value),
        ...evidenceIn('group', { members: value }),
      ];
      for (const each of named) expect(each.digest).toMatch(/^[0-9a-f]{64}$/);
    }),
  );
});
