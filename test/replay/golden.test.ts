import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { evidenceIn, evidenceOf } from '../../src/ledger/evidence-names.ts';
import { readFacts } from '../../src/ledger/facts-document.ts';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { judgeAgain } from '../../src/policy/recorded.ts';
import type { Outcome, Verdict } from '../../src/policy/verdict.ts';
import { runCli } from '../cli/test-io.ts';
import { type Corpus, type CorpusName, corpora, openCorpus } from './corpus.ts';

/**
 * Decisions that the app once made, made again: design/ledger.md, promise 4. A change of the engine that makes one of them
 * differ raises ENGINE (policy/verdict.ts), and the corpus is made anew with `node test/replay/make.ts`.
 */
const opened = new Map<CorpusName, Corpus>();
beforeAll(() => {
  for (const name of corpora) opened.set(name, openCorpus(name));
});
afterAll(() => {
  for (const corpus of opened.values()) corpus.remove();
});

const corpusOf = (name: CorpusName): Corpus => {
  const corpus = opened.get(name);
  if (corpus === undefined) throw new Error(name);
  return corpus;
};

test.each(corpora)('%s: each is the same, byte for byte', async (name) => {
  const { path, key } = corpusOf(name);
  const { code, out } = await runCli(['ledger', 'verify', path, '--key', key, '--replay', '--format', 'json']);
  const { problems, evidence, replay } = JSON.parse(out) as Record<string, JsonObject>;
  expect(problems).toEqual([]);
  expect(evidence).toMatchObject({ missing: [] });
  const { decisions } = replay as JsonObject;
  expect(replay).toMatchObject({ same: decisions, differs: [], notReplayable: [] });
  expect(decisions).toBeGreaterThan(10);
  expect(code).toBe(0);
});

describe('they are of every sort', () => {
  const entries: JsonObject[] = [];
  const verdicts: Verdict[] = [];
  const states = new Set<Json | undefined>();
  beforeAll(() => {
    for (const name of corpora) {
      const corpus = corpusOf(name);
      entries.push(...corpus.entries());
      const documents = corpus.documents();
      const read = (digest: string): Json | null => documents.get(digest) ?? null;
      for (const judged of corpus.entries().flatMap(evidenceOf)) {
        const facts = judged.as === 'group' ? evidenceIn('group', read(judged.digest)) : [judged];
        for (const { as, digest } of facts) if (as === 'facts') judge(readFacts(digest, read));
      }
    }
  });

  function judge(facts: ReturnType<typeof readFacts>): void {
    const again = facts === null ? null : judgeAgain(facts);
    if (facts === null || again === null || 'why' in again) throw new Error('the corpus holds what cannot be judged');
    for (const layer of ['floor', 'repository']) states.add((facts.parts.get(layer) as JsonObject)['state']);
    verdicts.push(again.verdict);
  }

  /** `signed met`, `approved pending` … of every verdict. */
  const judged = (): ReadonlySet<string> => {
    const seen = new Set<string>();
    const walk = (outcome: Outcome | null): void => {
      if (outcome === null) return;
      seen.add(`${outcome.name} ${outcome.truth}`);
      outcome.parts.forEach(walk);
    };
    for (const { when, require } of verdicts.flatMap(({ layers }) => layers.flatMap(({ rules }) => rules)))
      [when, require].forEach(walk);
    return seen;
  };

  test.each([...conditions.map(({ name }) => name), 'not'])('%s is met in one and not in another', (name) => {
    const seen = [...judged()].filter((each) => each.startsWith(`${name} `));
    expect(seen).toContain(`${name} met`);
    expect(seen.length).toBeGreaterThan(1);
  });

  test('every result, of pull requests and of groups', () => {
    expect([...new Set(verdicts.map(({ kind, result }) => `${kind} ${result}`))]).toEqual(
      expect.arrayContaining([
        ...['allow', 'deny', 'pending', 'unknown'].map((result) => `pull_request ${result}`),
        'merge_group allow',
        'merge_group pending',
        'deployment allow',
      ]),
    );
  });

  test('policies in every state that they can be found in', () => {
    expect(states).toEqual(new Set(['absent', 'invalid', 'policy', 'removed', 'unreadable']));
    const layers = entries.flatMap(({ predicate }) => {
      const decision = isJsonObject(predicate) ? predicate['countersign_decision'] : null;
      const named = isJsonObject(decision) ? (decision['layers'] as readonly JsonObject[]) : [];
      return [JSON.stringify(named.map(({ layer }) => layer))];
    });
    expect(new Set(layers)).toEqual(new Set(['[]', '["repository"]', '["floor"]', '["floor","repository"]']));
  });
});
