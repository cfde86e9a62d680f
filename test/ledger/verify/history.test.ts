import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { draftLedgerAct } from '../../../src/ledger/build.ts';
import { parseCheckpoint, signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import { sealEntry } from '../../../src/ledger/entry.ts';
import { commitMessage, messageText } from '../../../src/ledger/message.ts';
import type { Problem } from '../../../src/ledger/problem.ts';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { verifyLedger } from '../../../src/ledger/verify.ts';
import {
  checkSchema,
  entriesOf,
  grow,
  headerOf,
  ORIGIN,
  type SampleLedger,
  signer,
  timeOf,
  treeOf,
} from '../sample.ts';

function problems(
  ledger: SampleLedger,
  commits: readonly LedgerCommit[] = ledger.commits,
  isComplete = true,
): readonly Problem[] {
  return verifyLedger({ tree: treeOf(ledger.files), keys: [signer], checkSchema, history: { commits, isComplete } })
    .problems;
}

function bytesOf(ledger: SampleLedger, path: string): Uint8Array {
  return ledger.files.get(path) ?? new Uint8Array();
}

/** Entry `index` with another verdict: canonical, of the right schema and id. Only its hash can tell. */
function altered(index: number): Uint8Array {
  const text = Buffer.from(entriesOf(index, index + 1)[0]?.bytes ?? []).toString();
  return toBytes(text.replace('"installation":11', '"installation":12'));
}

function head(ledger: SampleLedger): LedgerCommit {
  const commit = ledger.commits.at(-1);
  if (commit === undefined) throw new Error('no commit');
  return commit;
}

/** The ledger of 1, 2, 3 … `size` entries, a flush each, and a stranger's commit on top. */
function visited(
  size: number,
  visit: { additions?: readonly { path: string; bytes: Uint8Array }[]; deletions?: readonly string[] },
) {
  const ledger = grow(...Array.from({ length: size }, (_, at) => at + 1));
  ledger.commit({ ...visit, message: 'a stranger was here\n' });
  return { ledger, stranger: head(ledger).oid };
}

describe('a commit by somebody else', () => {
  test('that edits an entry of the tail: entry and commit are named', () => {
    const { ledger, stranger } = visited(9, { additions: [{ path: 'tail/7.json', bytes: altered(7) }] });
    const found = problems(ledger);
    expect(found).toContainEqual(expect.objectContaining({ code: 'history-edited', index: 7, commit: stranger }));
    expect(found).toContainEqual(expect.objectContaining({ code: 'entry-altered', index: 7, commit: stranger }));
    expect(found.filter(({ index }) => index !== null).every(({ index }) => index === 7)).toBe(true);
  });

  test('that edits an entry and is undone is still named', () => {
    const { ledger, stranger } = visited(9, { additions: [{ path: 'tail/7.json', bytes: altered(7) }] });
    ledger.commit({
      additions: [{ path: 'tail/7.json', bytes: entriesOf(7, 8)[0]?.bytes ?? toBytes('') }],
      message: 'undone\n',
    });
    expect(problems(ledger).filter(({ code }) => code === 'history-edited')).toMatchObject([
      { index: 7, commit: stranger },
    ]);
  });

  test('that a repair entry names is known', () => {
    const { ledger, stranger } = visited(9, {
      additions: [
        { path: 'tail/7.json', bytes: altered(7) },
        { path: 'tail/9.json', bytes: toBytes('x') },
      ],
      deletions: ['tail/3.json', 'checkpoint'],
    });
    const act = { act: 'repair', code: 'branch.edited', found: stranger, commits: [stranger], restored: 3 } as const;
    const header = { ...headerOf(9, 2), source: 'program' } as const;
    const repair = sealEntry(draftLedgerAct({ origin: ORIGIN, header, act }), timeOf(9));
    const restored = [3, 7].map((index) => ({
      path: `tail/${index}.json`,
      bytes: entriesOf(index, index + 1)[0]?.bytes ?? toBytes(''),
    }));
    ledger.flush([repair], restored);
    expect(problems(ledger)).toEqual([]);
    ledger.flush(entriesOf(10, 300));
    expect(problems(ledger)).toEqual([]);
  });

  test('that put other commits in the place of the branch, and a repair entry says so', () => {
    const ledger = grow(1, 2, 3);
    const right = new Map(ledger.files);
    const stranger = 'b'.repeat(40);
    const foreign = { parents: [], message: 'unrelated\n', checkpoint: null, changes: [] };
    const found = ['a'.repeat(40), stranger].map((oid) => ({ ...foreign, oid }));
    ledger.commits.splice(0, 3, ...found);
    ledger.files.clear();
    const act = { act: 'repair', code: 'branch.replaced', found: stranger, commits: [stranger], restored: 9 } as const;
    const repair = sealEntry(draftLedgerAct({ origin: ORIGIN, header: headerOf(3, 2), act }), timeOf(3));
    const { additions, message } = {
      additions: [...right].map(([path, bytes]) => ({ path, bytes })),
      message: messageText(commitMessage(parseCheckpoint(right.get('checkpoint') ?? toBytes('')), [])),
    };
    ledger.commit({ additions, message });
    expect(problems(ledger).map(({ commit }) => commit)).toContain(stranger);
    ledger.flush([repair]);
    expect(problems(ledger)).toEqual([]);
    ledger.commit({ additions: [{ path: 'tail/1.json', bytes: altered(1) }], message: 'edit\n' });
    expect(problems(ledger)).toContainEqual(expect.objectContaining({ code: 'history-edited', index: 1 }));
  });

  test('that did so with our checkpoint over files of their own', () => {
    const ledger = grow(1, 2, 3);
    const right = [...ledger.files].map(([path, bytes]) => ({ path, bytes }));
    const message = head(ledger).message;
    ledger.commits.splice(0, 3);
    ledger.files.clear();
    const forged = (path: string, bytes: Uint8Array) => (path === 'tail/1.json' ? altered(1) : bytes);
    ledger.commit({ additions: right.map(({ path, bytes }) => ({ path, bytes: forged(path, bytes) })), message });
    const found = head(ledger).oid;
    ledger.commit({ additions: right.filter(({ path }) => path === 'tail/1.json'), message });
    const act = { act: 'repair', code: 'branch.replaced', found, commits: [found], restored: 1 } as const;
    ledger.flush([sealEntry(draftLedgerAct({ origin: ORIGIN, header: headerOf(3, 2), act }), timeOf(3))]);
    expect(problems(ledger)).toEqual([]);
  });

  test('that adds a file and takes it away again', () => {
    const { ledger, stranger } = visited(3, { additions: [{ path: 'hello.txt', bytes: toBytes('hello') }] });
    ledger.commit({ deletions: ['hello.txt'], message: 'away\n' });
    expect(problems(ledger)).toContainEqual(expect.objectContaining({ code: 'history-foreign', commit: stranger }));
  });

  test('that changes nothing', () => {
    const { ledger, stranger } = visited(3, {});
    expect(problems(ledger)).toMatchObject([{ code: 'trailer-mismatch', commit: stranger }]);
  });

  test('that removes an entry, the README or the checkpoint', () => {
    for (const path of ['tail/1.json', 'README.md', 'checkpoint']) {
      const { ledger, stranger } = visited(3, { deletions: [path] });
      expect(problems(ledger)).toContainEqual(expect.objectContaining({ code: 'history-edited', commit: stranger }));
    }
  });

  test('that goes back to an earlier checkpoint', () => {
    const ledger = grow(1, 2, 3, 4);
    const early = grow(1, 2);
    const checkpoint = bytesOf(early, 'checkpoint');
    const message = messageText(commitMessage(parseCheckpoint(checkpoint), []));
    ledger.commit({
      additions: [{ path: 'checkpoint', bytes: checkpoint }],
      deletions: ['tail/2.json', 'tail/3.json'],
      message,
    });
    const found = problems(ledger);
    expect(found).toContainEqual(
      expect.objectContaining({ code: 'history-rewound', index: 2, commit: head(ledger).oid }),
    );
    expect(found.filter(({ code }) => code === 'history-edited').map(({ index }) => index)).toEqual([2, 3]);
  });

  test('that edits a bundle or a tile, even when undone', () => {
    for (const path of ['bundle/000.jsonl', 'tile/0/000', 'tile/1/000.p/1']) {
      const ledger = grow(1, 300);
      const right = bytesOf(ledger, path);
      ledger.commit({ additions: [{ path, bytes: right.slice(1) }], message: 'edit\n' });
      const { oid } = head(ledger);
      ledger.commit({ additions: [{ path, bytes: right }], message: 'undo\n' });
      ledger.flush(entriesOf(300, 520));
      expect(problems(ledger).filter(({ code }) => code === 'history-edited')).toMatchObject([{ commit: oid }]);
    }
  });
});

describe('a rewritten history', () => {
  /** The commits as if these bytes had been there from the start. */
  function rewritten(ledger: SampleLedger, path: string, bytes: Uint8Array): readonly LedgerCommit[] {
    ledger.files.set(path, bytes);
    return ledger.commits.map((commit) => ({
      ...commit,
      changes: commit.changes.map((change) =>
        change.path === path ? { ...change, after: gitBlobId(bytes, '') } : change,
      ),
    }));
  }

  test('is found by the signatures, and the commit says which entry', () => {
    const ledger = grow(...Array.from({ length: 9 }, (_, at) => at + 1));
    const commits = rewritten(ledger, 'tail/4.json', altered(4));
    const altering = problems(ledger, commits).filter(({ code }) => code === 'entry-altered');
    expect(altering).toMatchObject([{ index: 4, commit: commits[4]?.oid }]);
  });

  test('of a flush of many names their range', () => {
    const ledger = grow(3, 8, 9);
    const commits = rewritten(ledger, 'tail/4.json', altered(4));
    const named = problems(ledger, commits).filter(({ commit }) => commit !== null);
    expect(named).toMatchObject([{ code: 'root-mismatch', commit: commits[1]?.oid }]);
    expect(named[0]?.message).toContain('entries 3–7');
  });

  test('with two checkpoints that contradict each other, both signed', () => {
    const ledger = grow(1, 2, 3);
    const fork = { origin: ORIGIN, size: 2, root: new Uint8Array(32).fill(1) };
    const commits = ledger.commits.map((commit, at) =>
      at === 1
        ? { ...commit, checkpoint: signCheckpoint(fork, [signer]), message: messageText(commitMessage(fork, [])) }
        : commit,
    );
    expect(problems(ledger, commits)).toMatchObject([{ code: 'history-inconsistent', commit: commits[1]?.oid }]);
  });
});

describe('the shape of the history', () => {
  test('a merge', () => {
    const ledger = grow(1, 2);
    const commits = ledger.commits.map((commit, at) =>
      at === 1 ? { ...commit, parents: [...commit.parents, 'x'] } : commit,
    );
    expect(problems(ledger, commits)).toMatchObject([{ code: 'history-merged', commit: commits[1]?.oid }]);
  });

  test('a branch that was not born without parents', () => {
    const ledger = grow(1, 2);
    expect(problems(ledger, ledger.commits.slice(1))).toContainEqual(
      expect.objectContaining({ code: 'history-foreign' }),
    );
    expect(problems(ledger, ledger.commits.slice(1), false)).toEqual([]);
  });

  test('no commit at all', () => {
    expect(problems(grow(1), [])).toEqual([]);
  });

  test('trailers that say something else', () => {
    const ledger = grow(1, 2);
    const commits = ledger.commits.map((commit) => ({
      ...commit,
      message: commit.message.replace('Ledger-Size: 1', 'Ledger-Size: 2'),
    }));
    expect(problems(ledger, commits)).toMatchObject([{ code: 'trailer-mismatch', commit: commits[0]?.oid }]);
  });
});
