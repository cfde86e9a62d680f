import { describe, expect, test } from '@jest/globals';
import { concatBytes, toBytes } from '../../../src/base/bytes.ts';
import { decide } from '../../../src/ledger/batch.ts';
import { parseCheckpoint, signCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import { commitMessage, messageText } from '../../../src/ledger/message.ts';
import type { ProblemCode } from '../../../src/ledger/problem.ts';
import type { LedgerCommit } from '../../../src/ledger/tree.ts';
import { type Files, keyFrom, ORIGIN, signer } from '../sample.ts';
import { aboutEntries, type Expectation, judge, NOTHING } from './expectation.ts';
import { codeOfPinned, pinnedPaths } from './file-changes.ts';
import { bytesOf, copyFiles, SIZE, snapshots, verify, whole } from './whole-ledger.ts';

const STRANGER = 'e'.repeat(40);
const AGAIN = 'f'.repeat(40);
const { root } = decide(whole.state(), []);
/** As the app would write it, so that nothing but the deed itself gives the commit away. */
const MESSAGE = messageText(commitMessage({ size: SIZE, root }, []));

interface Branch {
  readonly files: Files;
  readonly commits: readonly LedgerCommit[];
}

const untouched: Branch = { files: whole.files, commits: whole.commits };

/** One more commit on a branch; null: the file is removed. */
function commit(on: Branch, changed: Readonly<Record<string, Uint8Array | null>>, oid = STRANGER): Branch {
  const files = new Map(on.files);
  const idOf = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : gitBlobId(bytes, oid));
  const changes = Object.entries(changed).map(([path, bytes]) => {
    const before = idOf(files.get(path));
    if (bytes === null) files.delete(path);
    else files.set(path, bytes);
    return { path, before, after: idOf(files.get(path)) };
  });
  const parents = on.commits.slice(-1).map((one) => one.oid);
  const made = { oid, parents, message: MESSAGE, changes, checkpoint: files.get('checkpoint') ?? null };
  return { files, commits: [...on.commits, made] };
}

function found({ files, commits }: Branch, expectation: Expectation) {
  return judge(verify(files, { history: { commits, isComplete: true } }).problems, [expectation]);
}

/** One commit of the history, told otherwise. */
function retold(at: number, change: (of: LedgerCommit) => Partial<LedgerCommit>): Branch {
  const commits = whole.commits.map((one, i) => (i === at ? { ...one, ...change(one) } : one));
  return { files: whole.files, commits };
}

const oidAt = (at: number): string => whole.commits[at]?.oid ?? '';

describe('a stranger’s commit on top', () => {
  /** What the files show by themselves, edited and removed. */
  const kinds: readonly [string, ProblemCode, ProblemCode][] = [
    ['bundle/001.jsonl', 'bundle-altered', 'bundle-missing'],
    ['tile/0/002', 'tile-altered', 'tile-missing'],
    ['tile/1/000.p/3', 'tile-altered', 'tile-missing'],
    ['tail/800.json', 'entry-altered', 'entry-missing'],
    ...pinnedPaths.map((path): [string, ProblemCode, ProblemCode] => [path, codeOfPinned(path), codeOfPinned(path)]),
  ];

  test.each(kinds)('%s edited or removed, and put back: the commit is named', (path, edited, removed) => {
    const right = bytesOf(whole.files, path);
    const index = path === 'tail/800.json' ? 800 : null;
    const deed = { code: 'history-edited', commit: STRANGER, index, names: path } as const;
    const near = aboutEntries((at) => at === 800);
    // The last entry of the bundle goes with its newline.
    // And with the bundle goes the entry that pins the newer README, which is then compared with what genesis pins.
    const may: Expectation['may'] = (one) =>
      near(one) || (path.startsWith('bundle') && (one.index === 511 || one.code === 'readme-altered'));
    for (const [bytes, code] of [
      [concatBytes(right, toBytes('x')), edited],
      [null, removed],
    ] as const) {
      const branch = commit(untouched, { [path]: bytes });
      expect(found(branch, { must: [deed, { code }], may })).toEqual(NOTHING);
    }
    const undone = commit(commit(untouched, { [path]: null }), { [path]: right }, AGAIN);
    expect(found(undone, { must: [deed] })).toEqual(NOTHING);
  });

  test('that edits an entry of the tail: by index and commit', () => {
    const branch = commit(untouched, { 'tail/800.json': bytesOf(whole.files, 'tail/801.json') });
    const must = [{ code: 'entry-altered' as const, index: 800, commit: STRANGER }];
    const may: Expectation['may'] = (one) =>
      one.code === 'root-mismatch' || one.index === 800 || (one.code === 'entry-duplicate' && one.index === 801);
    expect(found(branch, { must, may })).toEqual(NOTHING);
  });

  test('that brings a file, and takes it away', () => {
    for (const path of [
      'notes.md',
      `tail/${SIZE}.json`,
      'tail/5.json',
      'bundle/003.jsonl',
      'tile/1/000.p/2',
      'keys/00000000',
    ]) {
      const brought = commit(untouched, { [path]: toBytes('x') });
      const deed = { commit: STRANGER, names: path };
      // What was here once is not new.
      const code = ['tail/5.json', 'tile/1/000.p/2'].includes(path) ? 'history-edited' : 'history-foreign';
      expect(
        found(brought, {
          must: [
            { code, ...deed },
            { code: 'stray-file', names: path },
          ],
        }),
      ).toEqual(NOTHING);
      expect(found(commit(brought, { [path]: null }, AGAIN), { must: [{ code, ...deed }] })).toEqual(NOTHING);
    }
  });

  test('with a checkpoint of another key', () => {
    const theirs = signCheckpoint({ origin: ORIGIN, size: SIZE, root }, [keyFrom(2)]);
    const branch = commit(untouched, { checkpoint: theirs });
    const code = 'checkpoint-signature' as const;
    const must = [
      { code, commit: null },
      { code, commit: STRANGER },
    ];
    expect(found(branch, { must })).toEqual(NOTHING);
    const undone = commit(branch, { checkpoint: bytesOf(whole.files, 'checkpoint') }, AGAIN);
    expect(found(undone, { must: must.slice(1) })).toEqual(NOTHING);
  });

  test('that goes back to what an older commit had', () => {
    for (const at of [2, 10, 20]) {
      const older = snapshots[at] ?? new Map<string, Uint8Array>();
      const gone = [...whole.files.keys()].filter((path) => !older.has(path)).map((path) => [path, null]);
      const branch = commit(untouched, Object.fromEntries([...older, ...gone]) as Record<string, Uint8Array | null>);
      const checkpoint = parseCheckpoint(older.get('checkpoint') ?? new Uint8Array());
      const message = messageText(commitMessage(checkpoint, []));
      const commits = branch.commits.map((one) => (one.oid === STRANGER ? { ...one, message } : one));
      const must = [{ code: 'history-rewound' as const, index: checkpoint.size, commit: STRANGER }];
      expect(
        found({ ...branch, commits }, { must, may: (one) => one.code === 'history-edited' && one.commit === STRANGER }),
      ).toEqual(NOTHING);
    }
  });
});

describe('a history that was rewritten', () => {
  test('other trailers, a merge, a checkpoint of another key: the commit is named', () => {
    for (const at of [0, 8, 22]) {
      const message = retold(at, (one) => ({ message: one.message.replace(/^Ledger-Root: ./m, 'Ledger-Root: -') }));
      expect(found(message, { must: [{ code: 'trailer-mismatch', commit: oidAt(at) }] })).toEqual(NOTHING);
      const merge = retold(at, ({ parents }) => ({ parents: [...parents, AGAIN, STRANGER].slice(0, 2) }));
      expect(found(merge, { must: [{ code: 'history-merged', commit: oidAt(at) }] })).toEqual(NOTHING);
      if (at === 22) continue;
      const theirs = retold(at, ({ checkpoint }) => ({
        checkpoint: signCheckpoint(parseCheckpoint(checkpoint ?? new Uint8Array()), [keyFrom(2)]),
      }));
      const signature = { code: 'checkpoint-signature', commit: oidAt(at) } as const;
      // The files of an unsigned commit belong to no size that anybody vouches for.
      const may: Expectation['may'] = ({ code }) => code === 'history-edited' || code === 'history-foreign';
      expect(found(theirs, { must: [signature], may })).toEqual(NOTHING);
    }
  });

  test('two checkpoints of the right key that contradict each other', () => {
    const forked = { origin: ORIGIN, size: 300, root: new Uint8Array(32).fill(7) };
    const branch = retold(10, () => ({
      checkpoint: signCheckpoint(forked, [signer]),
      message: messageText(commitMessage(forked, [])),
    }));
    expect(found(branch, { must: [{ code: 'history-inconsistent', commit: oidAt(10) }] })).toEqual(NOTHING);
  });
});

describe('what only somebody outside can know', () => {
  const since = parseCheckpoint(bytesOf(copyFiles(), 'checkpoint'));

  test('a branch that was rewound as a whole verifies, but not against a later checkpoint', () => {
    for (const at of [0, 7, 9, 17, 21]) {
      const files = snapshots[at] ?? new Map<string, Uint8Array>();
      const history = { commits: whole.commits.slice(0, at + 1), isComplete: true };
      const { size } = parseCheckpoint(bytesOf(files, 'checkpoint'));
      expect(verify(files, { history }).problems).toEqual([]);
      expect(verify(files).problems).toEqual([]);
      const { problems } = verify(files, { history, since });
      expect(problems).toMatchObject([{ code: 'history-rewound', index: size }]);
    }
  });
});

describe('nobody touched it', () => {
  test('after each commit, whole, without history, shallow, and against every checkpoint before', () => {
    whole.commits.forEach(({ checkpoint }, at) => {
      const files = snapshots[at] ?? new Map<string, Uint8Array>();
      const since = parseCheckpoint(checkpoint ?? new Uint8Array());
      const commits = whole.commits.slice(0, at + 1);
      const problems = [
        ...verify(files, { history: { commits, isComplete: true }, since }).problems,
        ...(at % 3 === 0
          ? verify(whole.files, { history: { commits: whole.commits.slice(at), isComplete: at === 0 }, since }).problems
          : []),
      ];
      expect({ at, problems }).toEqual({ at, problems: [] });
    });
  });
});
