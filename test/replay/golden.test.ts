import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { conditions } from '../../src/policy/conditions/registry.ts';
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
  const documents: JsonObject[] = [];
  const entries: JsonObject[] = [];
  beforeAll(() => {
    for (const name of corpora) {
      for (const text of corpusOf(name).evidence().values()) {
        if (!text.startsWith('{"document":')) continue;
        const { document } = JSON.parse(text) as { readonly document: Json };
        if (isJsonObject(document)) documents.push(document);
      }
      entries.push(...corpusOf(name).entries());
    }
  });

  const verdicts = () => documents.filter((document) => 'layers' in document && 'result' in document);
  /** `signed met`, `approved pending` … of every verdict. */
  const judged = (): ReadonlySet<string> => {
    const seen = new Set<string>();
    const walk = (value: Json | undefined): void => {
      if (Array.isArray(value)) for (const item of value) walk(item as Json);
      if (!isJsonObject(value)) return;
      const { name, truth } = value;
      if (typeof name === 'string' && typeof truth === 'string') seen.add(`${name} ${truth}`);
      for (const member of Object.values(value)) walk(member);
    };
    for (const document of verdicts()) walk(document['layers']);
    return seen;
  };

  test.each([...conditions.map(({ name }) => name), 'all', 'any', 'not'])(
    '%s is met in one and not in another',
    (name) => {
      const seen = [...judged()].filter((each) => each.startsWith(`${name} `));
      expect(seen.length).toBeGreaterThanOrEqual(name === 'all' || name === 'any' ? 1 : 2);
    },
  );

  test('every result, of pull requests and of groups', () => {
    const results = new Set(
      verdicts().map(({ result, kind }) => [kind, result].map((word) => JSON.stringify(word)).join(' ')),
    );
    expect([...results]).toEqual(
      expect.arrayContaining([
        ...['allow', 'deny', 'pending', 'unknown'].map((result) => `"pull_request" "${result}"`),
        '"merge_group" "allow"',
        '"merge_group" "pending"',
      ]),
    );
  });

  test('policies in every state that they can be found in', () => {
    const states = new Set(documents.filter((document) => 'text' in document).map(({ state }) => state));
    for (const state of ['policy', 'invalid', 'removed', 'unreadable', 'absent']) expect(states).toContain(state);
    const layers = entries.flatMap(({ predicate }) => {
      const decision = isJsonObject(predicate) ? predicate['countersign_decision'] : null;
      const named = isJsonObject(decision) ? (decision['layers'] as readonly JsonObject[]) : [];
      return [JSON.stringify(named.map(({ layer }) => layer))];
    });
    expect(new Set(layers)).toEqual(new Set(['[]', '["repository"]', '["floor"]', '["floor","repository"]']));
  });
});
