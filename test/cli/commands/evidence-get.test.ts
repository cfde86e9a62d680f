import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { paths } from '../../../src/ledger/layout.ts';
import { type Corpus, openCorpus } from '../../replay/corpus.ts';
import { type Ran, runCli } from '../test-io.ts';

let corpus: Corpus;
let directory: string;
/** Index of the first decision, and the digests that it names. */
let decision: { readonly index: number; readonly digests: readonly string[] };
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-get-'));
  corpus = openCorpus('requests');
  const index = corpus.entries().findIndex((entry) => evidenceOf(entry)[0]?.as === 'facts');
  const statement = corpus.entries()[index] ?? {};
  decision = { index, digests: evidenceOf(statement).map(({ digest }) => digest) };
});
afterAll(() => {
  corpus.remove();
  rmSync(directory, { recursive: true });
});

const get = (...args: readonly string[]): Promise<Ran> => runCli(['evidence', 'get', ...args]);
async function getJson(...args: readonly string[]): Promise<JsonObject> {
  return JSON.parse((await get(...args, '--format', 'json')).out) as JsonObject;
}
const factsDigest = (): string => decision.digests[0] ?? '';
const partsOf = (document: Json | undefined): JsonObject => (document as { readonly parts: JsonObject }).parts;
/** What the first decision's facts use beside themselves: there is nothing before them that they could build on. */
async function usedBy(name: string): Promise<string> {
  const { document } = await getJson(corpus.path, factsDigest());
  return (
    (document as unknown as { readonly content: { readonly uses: Record<string, string> } }).content.uses[name] ?? ''
  );
}

describe('by its digest', () => {
  test('eight digits are enough; the document alone is printed, for other programs', async () => {
    const { code, out, err } = await get(corpus.path, factsDigest().slice(0, 8));
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ form: 1, content: { kind: 'pull_request', verdict: expect.any(String) } });
  });

  test('as JSON, with its salt', async () => {
    const answer = await getJson(corpus.path, factsDigest());
    expect(answer).toEqual({
      version: 1,
      ref: 'refs/heads/countersign/evidence',
      commit: corpus.git(['rev-parse', 'countersign/evidence']).trim(),
      digest: factsDigest(),
      state: 'there',
      salt: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      document: expect.objectContaining({ form: 1 }),
      missing: [],
      namedBy: null,
      redactedBy: null,
    });
  });

  test('whole, every part stands in its place', async () => {
    const parts = partsOf((await getJson(corpus.path, factsDigest(), '--whole'))['document']);
    expect(parts).toMatchObject({
      change: { title: expect.any(String) },
      directory: { teams: expect.any(Object) },
      commits: { known: true },
      repository: { text: expect.stringContaining('version: 1') },
    });
  });

  test('from a URL', async () => {
    const { code, out } = await get(`file://${corpus.path}`, factsDigest());
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ form: 1 })]);
  });

  test('what an outsider wrote moves no terminal, and is still the same JSON', async () => {
    const evidence = [...corpus.evidence()].find(([, text]) => text.includes('\u{202e}'));
    expect(evidence).toBeDefined();
    const [path = '', text = ''] = evidence ?? [];
    const { out } = await get(corpus.path, path.slice(6, -5));
    expect(out).not.toContain('\u{202e}');
    expect(JSON.parse(out)).toEqual((JSON.parse(text) as JsonObject)['document']);
  });
});

describe('by an entry', () => {
  test('everything that it names, in its order', async () => {
    const { code, out } = await get(corpus.path, '--entry', String(decision.index));
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^# facts ${factsDigest()}\n\\{`));
    const { entry, documents } = await getJson(corpus.path, '--entry', String(decision.index), '--whole');
    expect(entry).toBe(decision.index);
    expect(documents).toMatchObject(decision.digests.map((digest) => ({ digest, state: 'there', missing: [] })));
    expect((documents as readonly JsonObject[]).map(({ as }) => as)).toEqual(
      expect.arrayContaining(['facts', 'policy']),
    );
  });

  test('a group, with the facts of its pull requests', async () => {
    const groups = openCorpus('groups');
    const index = groups.entries().findIndex((entry) => evidenceOf(entry)[0]?.as === 'group');
    const { documents } = await getJson(groups.path, '--entry', String(index), '--whole');
    expect((documents as readonly JsonObject[])[0]).toMatchObject({
      as: 'group',
      document: {
        members: [{ number: expect.any(Number), facts: { parts: { change: { title: expect.any(String) } } } }],
      },
    });
    groups.remove();
  });

  test('an entry that names nothing, and one that is not there', async () => {
    expect(await getJson(corpus.path, '--entry', '0')).toMatchObject({ entry: 0, documents: [] });
    const { code, out } = await get(corpus.path, '--entry', '99999');
    expect([code, out]).toEqual([1, expect.stringContaining('There is no entry 99999')]);
    expect(await getJson(corpus.path, '--entry', '99999')).toMatchObject({ documents: [] });
  });
});

describe('what cannot be shown: exit 1', () => {
  let broken: Corpus;
  let directoryDigest: string;
  beforeAll(async () => {
    broken = openCorpus('requests');
    directoryDigest = await usedBy('directory');
    broken.writeEvidence({
      [paths.evidence(directoryDigest)]: null,
      [paths.evidence(await usedBy('repository'))]: '{"document":1,"salt":"x"}',
    });
  });
  afterAll(() => broken.remove());

  test('not there, and an entry names it: the possibilities', async () => {
    const { code, out, err } = await get(broken.path, directoryDigest.slice(0, 10));
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(
      /Entry \d+ names it \(directory\), and it is not on the branch\. Either .* or .* refused .* or /,
    );
    expect(await getJson(broken.path, directoryDigest)).toMatchObject({
      state: 'unsure',
      document: null,
      namedBy: expect.any(Number),
    });
  });

  test('never there, as far as anything tells', async () => {
    const { code, out } = await get(corpus.path, '0'.repeat(64));
    expect([code, out]).toEqual([1, expect.stringContaining('nothing in the ledger names it.')]);
    expect(await getJson(corpus.path, '0'.repeat(64))).toMatchObject({ state: 'unnamed', namedBy: null });
  });

  test('altered: nothing of it is shown', async () => {
    const policy = await usedBy('repository');
    const { code, out, err } = await get(broken.path, policy);
    expect([code, out, err]).toEqual([1, expect.stringContaining('was altered'), '']);
    expect(await getJson(broken.path, policy)).toMatchObject({ state: 'altered', document: null, salt: null });
  });

  test('a whole document says which of its parts could not be had', async () => {
    const { code, err } = await get(broken.path, factsDigest(), '--whole');
    expect(code).toBe(0);
    expect(err).toMatch(/2 documents in it .*directory .* is not there.*policy .* was altered/);
    const { document, missing } = await getJson(broken.path, factsDigest(), '--whole');
    expect(partsOf(document)).toMatchObject({ directory: null, repository: { text: null }, labels: { known: true } });
    expect(missing).toMatchObject([
      { as: 'directory', digest: directoryDigest, state: 'absent' },
      { as: 'policy', state: 'altered' },
    ]);
  });

  test('an entry whose facts are gone is told of them', async () => {
    const gone = openCorpus('requests');
    gone.writeEvidence({ [paths.evidence(factsDigest())]: null });
    const { code, out } = await get(gone.path, '--entry', String(decision.index));
    expect([code, out]).toEqual([1, expect.stringContaining(`Entry ${decision.index} names it (facts)`)]);
    expect(out).toContain('# policy ');
    gone.remove();
  });

  test('without the ledger nobody can tell why', async () => {
    const path = join(directory, 'alone');
    corpus.git([
      'clone',
      '--quiet',
      '--bare',
      '--single-branch',
      '--branch',
      'countersign/evidence',
      `file://${corpus.path}`,
      path,
    ]);
    const { code, out } = await get(path, '0'.repeat(64));
    expect([code, out]).toEqual([1, expect.stringContaining('the ledger that could tell why is not here')]);
  });
});

describe('what cannot be asked: exit 2', () => {
  test.each([
    ['neither digest nor entry', [], 'either a digest, or'],
    ['both', ['aaaaaaaa', '--entry', '1'], 'either a digest, or'],
    ['too few digits', ['aaaaaaa'], 'eight are enough'],
    ['no hex digits', ['zzzzzzzz'], 'eight are enough'],
    ['no index', ['--entry', 'x'], 'An index is a number'],
  ])('%s', async (_what, args, message) => {
    expect(await get(corpus.path, ...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('a clone without the branch', async () => {
    const path = join(directory, 'ledger-only');
    corpus.git([
      'clone',
      '--quiet',
      '--bare',
      '--single-branch',
      '--branch',
      'countersign/ledger',
      `file://${corpus.path}`,
      path,
    ]);
    expect(await get(path, 'aaaaaaaa')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has no branch countersign/evidence'),
    });
  });
});
