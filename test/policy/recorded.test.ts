import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import type { Facts } from '../../src/policy/facts.ts';
import type { Layer } from '../../src/policy/layer.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { judgeAgain } from '../../src/policy/recorded.ts';
import { choices, forget, knownFacts } from './arbitraries.ts';
import { makeDeployment } from './deployment-scenery.ts';
import { makeFacts, now, people } from './scenery.ts';

/** As the app keeps it (app/stages/record.ts), through text and back. */
function kept(facts: Facts, layers: readonly (Layer & { readonly text: string | null })[]) {
  const verdict = evaluate({ layers, facts, at: now });
  const { kind, observedAt, repository, ...read } = facts;
  const parts = new Map<string, Json>();
  for (const [name, part] of Object.entries({ ...read, verdict })) parts.set(name, plain(part));
  for (const { layer, source, text } of layers) {
    const readAt = source.state === 'policy' && source.readAt !== undefined ? { readAt: source.readAt } : {};
    const more = source.state === 'policy' || (source.state === 'invalid' && text !== null) ? readAt : source;
    parts.set(layer, plain({ ...more, state: source.state, text }));
  }
  return { verdict, document: plain({ kind, observedAt, at: now, repository }), parts };
}

/** Sorted, as canonical JSON comes back. */
const plain = (value: unknown): Json => JSON.parse(canonicalize(JSON.parse(JSON.stringify(value)) as Json)) as Json;

const RULES = `version: 1
${people}
rules:
  - { name: title, require: { ticket: { from: jira, in: title } } }
  - { name: reviewed, require: { approved: { by: [maintainers] } } }
  - { name: signed, enforce: observe, require: { signed: true } }
`;

function layerOf(layer: 'floor' | 'repository', text: string): Layer & { readonly text: string } {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return { layer, text, source: { state: 'policy', policy: parsed.policy } };
  return { layer, text, source: { state: 'invalid', problems: parsed.problems } };
}

const absent = (layer: 'floor' | 'repository') => ({ layer, text: null, source: { state: 'absent' } }) as const;

function again(of: ReturnType<typeof kept>): string {
  const found = judgeAgain(of);
  return 'why' in found ? found.why : canonicalize(plain(found.verdict));
}

test('the same facts and policies give the same verdict, byte for byte, whatever is known', () => {
  fc.assert(
    fc.property(knownFacts, choices, (facts, isForgotten) => {
      const of = kept(forget(facts, isForgotten), [absent('floor'), layerOf('repository', RULES)]);
      expect(again(of)).toBe(canonicalize(plain(of.verdict)));
    }),
    { numRuns: 300 },
  );
});

/** As `putFacts` keeps one that GitHub failed to show. */
function readEarlier<L extends ReturnType<typeof layerOf>>(layer: L): L {
  return { ...layer, source: { ...layer.source, readAt: now } };
}

describe('policies in every state', () => {
  const why = { code: 'forbidden', detail: 'nobody may' } as const;
  const problems = [{ code: 'policy.syntax', message: 'a directory', line: 1, column: 1, nearest: null }] as const;
  test.each([
    ['one for the floor', layerOf('floor', RULES)],
    ['none', absent('floor')],
    ['invalid', layerOf('floor', 'version: 1\nrules: 5\n')],
    ['no text at all', { layer: 'floor', text: null, source: { state: 'invalid', problems } } as const],
    ['unreadable', { layer: 'floor', text: null, source: { state: 'unreadable', why } } as const],
    ['read earlier', readEarlier(layerOf('floor', RULES))],
    ['removed', { layer: 'floor', text: null, source: { state: 'removed', by: 'a'.repeat(40) } } as const],
    ['removed by somebody', { layer: 'floor', text: null, source: { state: 'removed', by: null } } as const],
  ])('%s', (_what, floor) => {
    const of = kept(makeFacts(), [floor, layerOf('repository', RULES)]);
    expect(again(of)).toBe(canonicalize(plain(of.verdict)));
  });

  test('a file that has what only a floor may have is refused again, although it can be read', () => {
    const text = RULES.replace('rules:', 'gates: [{ bases: [main] }]\nrules:');
    const parts = new Map(kept(makeFacts(), [absent('floor'), layerOf('repository', text)]).parts);
    parts.set('repository', { state: 'invalid', text });
    const found = judgeAgain({ document: { kind: 'pull_request', at: now, observedAt: now, repository: {} }, parts });
    expect('verdict' in found && found.verdict.layers[0]?.problems).toMatchObject([
      { code: 'policy.invalid', data: { code: 'policy.schema', line: expect.any(Number) } },
    ]);
  });

  test('the texts that spoke are named; a floor that does not speak of this repository is not among them', () => {
    const elsewhere = RULES.replace('rules:', 'applies_to: { repository: { name: other } }\nrules:');
    const named = (floor: string): unknown => {
      const found = judgeAgain(kept(makeFacts(), [layerOf('floor', floor), layerOf('repository', RULES)]));
      return 'verdict' in found ? found.policies.map(({ layer, text }) => [layer, text === floor]) : found;
    };
    expect(named(elsewhere)).toEqual([['repository', false]]);
    expect(named(RULES)).toEqual([
      ['floor', true],
      ['repository', true],
    ]);
  });
});

describe('what cannot be judged again is an answer', () => {
  const good = kept(makeFacts(), [absent('floor'), layerOf('repository', RULES)]);
  const without = (name: string) => ({ ...good, parts: new Map([...good.parts].filter(([part]) => part !== name)) });
  const { at: _at, ...timeless } = good.document as JsonObject;
  test.each([
    ['no document', { ...good, document: null }],
    ['no instant', { ...good, document: timeless }],
    ['no verdict', without('verdict')],
    ['no policy', without('repository')],
    ['no change', without('change')],
    ['reviews of another form', { ...good, parts: new Map([...good.parts, ['reviews', { known: true, value: 5 }]]) }],
  ])('%s', (_what, recorded) => expect(judgeAgain(recorded)).toEqual({ why: expect.any(String) }));

  test('whatever the documents are', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom(...good.parts.keys()), fc.jsonValue()),
        (value, other) => {
          const parts = new Map([...good.parts, ...(Object.entries(other) as [string, Json][])]);
          expect(() => judgeAgain({ document: { at: 1, ...(value as object) }, parts })).not.toThrow();
        },
      ),
    );
  });
});

describe('a deployment', () => {
  const text = `version: 1\nrules: [{ name: a, on: [deployment], require: { source: reviewed, rollback: true } }]`;
  const of = kept(makeDeployment(), [absent('floor'), layerOf('repository', text)]);

  test('is judged again with what is known of it', () => {
    expect(of.verdict.result).toBe('deny');
    expect(again(of)).toBe(canonicalize(plain(of.verdict)));
  });

  test('and not without', () => {
    const parts = new Map([...of.parts].filter(([name]) => name !== 'deployment'));
    expect(judgeAgain({ ...of, parts })).toEqual({ why: 'a document of facts is not there' });
  });
});
