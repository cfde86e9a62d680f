import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json.ts';
import { type Documents, engineOf, replayDecision } from '../../../src/cli/ledger/replay-decision.ts';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { FACTS_FORM, readFacts, unpackFacts, verdictDigest } from '../../../src/ledger/facts-document.ts';
import { judgeAgain } from '../../../src/policy/recorded.ts';
import { ENGINE } from '../../../src/policy/verdict.ts';
import { type Corpus, openCorpus } from '../../replay/corpus.ts';

let requests: Corpus;
let groups: Corpus;
beforeAll(() => {
  requests = openCorpus('requests');
  groups = openCorpus('groups');
});
afterAll(() => {
  requests.remove();
  groups.remove();
});

interface Decision {
  readonly statement: JsonObject;
  readonly documents: Documents;
  /** The document of the facts, or of the group. */
  readonly digest: string;
}

function decisionsOf(corpus: Corpus, as: 'facts' | 'group'): readonly Decision[] {
  const documents = corpus.documents();
  return corpus.entries().flatMap((statement) => {
    const [judged] = evidenceOf(statement);
    return judged?.as === as ? [{ statement, documents, digest: judged.digest }] : [];
  });
}

const replay = ({ statement, documents }: Pick<Decision, 'statement' | 'documents'>): readonly string[] | null =>
  replayDecision(statement, documents);

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The statement with its decision changed. */
function saying(statement: JsonObject, changes: JsonObject): JsonObject {
  const predicate = objectOf(statement['predicate']);
  const decision = { ...objectOf(predicate['countersign_decision']), ...changes };
  return { ...statement, predicate: { ...predicate, countersign_decision: decision } };
}

/** The documents with the facts changed. */
function knowing({ documents, digest }: Decision, change: (content: JsonObject) => JsonObject): Documents {
  const content = unpackFacts(digest, (each) => documents.get(each) ?? null)?.content ?? {};
  return new Map(documents).set(digest, { form: FACTS_FORM, content: change(content) });
}

/** The same with one of its parts changed. */
const knowingPart = (decision: Decision, name: string, change: (part: JsonObject) => Json): Documents =>
  knowing(decision, (content) => {
    const parts = objectOf(content['parts']);
    return { ...content, parts: { ...parts, [name]: change(objectOf(parts[name])) } };
  });

describe('a decision on a pull request', () => {
  const first = (): Decision => {
    const found = decisionsOf(requests, 'facts').find(
      ({ statement }) => objectOf(objectOf(statement['predicate'])['countersign_decision'])['verdict'] === 'allow',
    );
    if (found === undefined) throw new Error('nothing was allowed');
    return found;
  };

  test('is the same again', () => expect(replay(first())).toEqual([]));

  test('whatever the entry says otherwise is named', () => {
    const { statement, documents } = first();
    expect(replay({ statement: saying(statement, { verdict: 'deny' }), documents })).toEqual(['verdict']);
    expect(replay({ statement: saying(statement, { findings: [] }), documents })).toEqual(['findings']);
    expect(replay({ statement: saying(statement, { layers: [] }), documents })).toEqual(['policies']);
  });

  test('other facts give another verdict than the one that was kept', () => {
    const decision = first();
    const documents = knowingPart(decision, 'change', (change) => ({ ...change, title: 'no ticket' }));
    expect(replay({ ...decision, documents })).toEqual(['findings', 'rules', 'verdict', 'the kept verdict']);
  });

  test('another engine’s name is no difference; its verdict is', () => {
    const decision = first();
    const engine = 'countersign-policy/0';
    const statement = saying(decision.statement, { engine });
    const facts = readFacts(decision.digest, (digest) => decision.documents.get(digest) ?? null);
    const again = facts === null ? null : judgeAgain(facts);
    if (again === null || 'why' in again) throw new Error('the corpus holds what cannot be judged');
    const kept = JSON.parse(JSON.stringify({ ...again.verdict, engine })) as Json;
    const documents = knowing(decision, (content) => ({ ...content, verdict: verdictDigest(kept) }));
    expect(replay({ statement, documents })).toEqual([]);
    expect(replay({ statement, documents: decision.documents })).toEqual(['the kept verdict']);
    expect([statement, decision.statement, {}].map(engineOf)).toEqual([engine, ENGINE, '']);
  });

  test('documents that are no facts, or are not there, are nothing to judge by', () => {
    const decision = first();
    expect(replay({ ...decision, documents: new Map() })).toBeNull();
    expect(replay({ ...decision, documents: knowingPart(decision, 'repository', () => null) })).toBeNull();
    expect(replay({ statement: {}, documents: decision.documents })).toBeNull();
  });
});

describe('a decision on a merge group', () => {
  test('is the same again; who is in it, and its commit, count', () => {
    const all = decisionsOf(groups, 'group');
    expect(all.length).toBeGreaterThan(2);
    for (const decision of all) {
      expect(replay(decision)).toEqual([]);
      const document = objectOf(decision.documents.get(decision.digest));
      const changed = (changes: JsonObject): Documents =>
        new Map(decision.documents).set(decision.digest, { ...document, ...changes });
      expect(replay({ ...decision, documents: changed({ head: '0'.repeat(40) }) })).toEqual(['subject']);
      expect(replay({ ...decision, documents: changed({ members: [] }) })).toBeNull();
      const members = (document['members'] as readonly JsonObject[]).map((member) => ({ ...member, number: 999 }));
      expect(replay({ ...decision, documents: changed({ members }) })).toContain('members');
    }
  });
});
