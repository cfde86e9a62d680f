import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json.ts';
import { type Documents, engineOf, replayDecision } from '../../../src/cli/ledger/replay-decision.ts';
import { evidenceIn, evidenceOf } from '../../../src/ledger/evidence-names.ts';
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
  const documents = new Map<string, Json>();
  for (const [path, text] of corpus.evidence()) {
    if (path.endsWith('.json')) documents.set(path.slice(6, -5), (JSON.parse(text) as JsonObject)['document'] ?? null);
  }
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

/** The documents with a part of the facts changed. */
function knowing({ documents, digest }: Decision, part: string, change: (document: JsonObject) => Json): Documents {
  const named = evidenceIn('facts', documents.get(digest) ?? null).find(({ as }) => as === part)?.digest ?? '';
  return new Map(documents).set(named, change(objectOf(documents.get(named))));
}

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
    const documents = knowing(decision, 'change', (change) => ({ ...change, title: 'no ticket' }));
    expect(replay({ ...decision, documents })).toEqual(['findings', 'rules', 'verdict', 'the kept verdict']);
  });

  test('another engine’s name is no difference; its verdict is', () => {
    const decision = first();
    const statement = saying(decision.statement, { engine: 'countersign-policy/0' });
    const documents = knowing(decision, 'verdict', (verdict) => ({ ...verdict, engine: 'countersign-policy/0' }));
    expect(replay({ statement, documents })).toEqual([]);
    expect(replay({ statement, documents: decision.documents })).toEqual(['the kept verdict']);
    expect([engineOf(statement), engineOf(decision.statement), engineOf({})]).toEqual([
      'countersign-policy/0',
      ENGINE,
      '',
    ]);
  });

  test('documents that are no facts, or are not there, are nothing to judge by', () => {
    const decision = first();
    expect(replay({ ...decision, documents: new Map() })).toBeNull();
    expect(replay({ ...decision, documents: knowing(decision, 'repository', () => null) })).toBeNull();
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
