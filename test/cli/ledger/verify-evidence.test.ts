import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject } from '../../../src/base/json.ts';
import { findBranch } from '../../../src/cli/ledger/source.ts';
import { Spool } from '../../../src/cli/ledger/spool.ts';
import { type VerifiedEvidence, verifyEvidence } from '../../../src/cli/ledger/verify-evidence.ts';
import { findGit, openRepository } from '../../../src/git/git.ts';
import { evidenceFile, makeEvidence, parseEvidence } from '../../../src/ledger/evidence.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH, paths } from '../../../src/ledger/layout.ts';
import { type Corpus, openCorpus } from '../../replay/corpus.ts';

let corpus: Corpus;
let directory: string;
beforeEach(() => {
  corpus = openCorpus('groups');
  directory = mkdtempSync(join(tmpdir(), 'countersign-evidence-'));
});
afterEach(() => {
  corpus.remove();
  rmSync(directory, { recursive: true });
});

async function verify(isReplayed = true): Promise<VerifiedEvidence> {
  const repository = await openRepository(await findGit(process.env), corpus.path);
  const [ledger, evidence] = [
    await findBranch(repository, LEDGER_BRANCH),
    await findBranch(repository, EVIDENCE_BRANCH),
  ];
  if (ledger === null || evidence === null) throw new Error('the corpus lacks a branch');
  using spool = new Spool(directory);
  return await verifyEvidence({ ledger, evidence, spool, isReplayed });
}

/** Path and text of a document of this sort, the first of them. */
function find(isWanted: (document: JsonObject) => boolean): readonly [string, string] {
  for (const [path, text] of corpus.evidence()) {
    const document = path.endsWith('.json') ? (JSON.parse(text) as JsonObject)['document'] : null;
    if (isJsonObject(document) && isWanted(document)) return [path, text];
  }
  throw new Error('there is no such document');
}

const isPolicy = ({ text }: JsonObject): boolean => typeof text === 'string';
const isDirectory = ({ teams }: JsonObject): boolean => teams !== undefined;

test('as the app wrote it: everything is there, sound and named, and every decision the same', async () => {
  const { check, replay, problems } = await verify();
  expect(problems).toEqual([]);
  expect(check).toMatchObject({ unnamed: 0, altered: [], missing: [] });
  expect(replay).toMatchObject({ same: replay?.decisions, differs: [], notReplayable: [] });
  expect((await verify(false)).replay).toBeNull();
});

describe('altered', () => {
  test('a byte of a document: which entry names it, and which commit did it; what rests on it is not replayable', async () => {
    const [path, text] = find(isPolicy);
    const commit = corpus.writeEvidence({ [path]: text.replace('SHOP-', 'SHAP-') });
    const { problems, replay } = await verify();
    expect(problems).toMatchObject([{ code: 'evidence-altered', index: expect.any(Number), commit }]);
    expect(replay?.notReplayable.map(({ why }) => why)).toContain('altered');
  });

  test('two documents swapped are two problems', async () => {
    const [one, text] = find(isPolicy);
    const [other, another] = find(isDirectory);
    corpus.writeEvidence({ [one]: another, [other]: text });
    expect((await verify()).problems.map(({ code }) => code)).toEqual(['evidence-altered', 'evidence-altered']);
  });

  test('another salt, and the same in other words', async () => {
    const [path, text] = find(isDirectory);
    for (const changed of [text.replace(/"salt":"...../, '"salt":"AAAAA'), `${text}\n`]) {
      corpus.writeEvidence({ [path]: changed });
      expect((await verify()).problems).toMatchObject([{ code: 'evidence-altered' }]);
    }
  });
});

describe('not there', () => {
  test('a part: said with its name and the first entry that names it, and no problem', async () => {
    const [path] = find(isDirectory);
    corpus.writeEvidence({ [path]: null });
    const { check, problems, replay } = await verify();
    expect(problems).toEqual([]);
    expect(check.missing).toEqual([
      { as: 'directory', digest: path.slice(6, -5), index: expect.any(Number), isRedacted: false },
    ]);
    expect(new Set(replay?.notReplayable.map(({ why }) => why))).toEqual(new Set(['missing']));
  });

  test('facts that others build on: named once, and nothing that builds on them is replayable', async () => {
    const [, change] = find(({ base }) => typeof base === 'string');
    const { base } = (JSON.parse(change) as { readonly document: { readonly base: string } }).document;
    corpus.writeEvidence({ [paths.evidence(base)]: null });
    const { check, problems, replay } = await verify();
    expect(problems).toEqual([]);
    expect(check.missing).toMatchObject([{ as: 'facts' }]);
    expect(replay?.notReplayable.length).toBeGreaterThan(1);
  });
});

test('a document that nobody names is counted, and files that are no evidence are not looked at', async () => {
  const evidence = makeEvidence({ left: 'over' }, new Uint8Array(32));
  const { path, bytes } = evidenceFile(evidence);
  const before = (await verify()).check;
  corpus.writeEvidence({ [path]: Buffer.from(bytes).toString(), 'notes.txt': 'hello', 'aa/bb/x.json': '{' });
  expect(parseEvidence(bytes).digest).toBe(evidence.digest);
  expect((await verify()).check).toEqual({ ...before, checked: before.checked + 1, unnamed: 1 });
});
