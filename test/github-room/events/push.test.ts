import { describe, expect, test } from '@jest/globals';
import { readPushEvent } from '../../../src/github/events/push.ts';
import type { Hint } from '../../../src/github/hint.ts';
import { oid, reader } from '../gql.ts';
import { by, envelope, place } from './examples.ts';

const commit = (n: number, paths: object = {}) => ({
  id: oid(n),
  added: [],
  modified: ['src/a.ts'],
  removed: [],
  ...paths,
});
const payload = (more: object = {}) => ({
  ...envelope,
  ref: 'refs/heads/main',
  before: oid(1),
  after: oid(3),
  created: false,
  deleted: false,
  forced: false,
  commits: [commit(2), commit(3)],
  ...more,
});
const read = (more: object = {}) => readPushEvent(reader(payload(more)));
const moved = (hints: readonly Hint[]) => hints.find((hint) => hint.kind === 'base-moved');

describe('a push', () => {
  test('is recorded, and moves a base', () => {
    const push = { ref: 'refs/heads/main', before: oid(1), after: oid(3), commits: [oid(2), oid(3)], pusher: by };
    expect(read()).toEqual([
      { kind: 'push', place, push },
      {
        kind: 'moved',
        place,
        branch: 'main',
        isDefault: true,
        before: oid(1),
        after: oid(3),
        pusher: by,
        mayTouchWorkflows: false,
      },
      { kind: 'base-moved', place, branch: 'main', isDefault: true, mayTouchPolicy: false },
    ]);
    expect(moved(read({ ref: 'refs/heads/feature/x' }))).toMatchObject({ branch: 'feature/x', isDefault: false });
  });

  test.each(['added', 'modified', 'removed'])('that has the policy file %s touches it', (list) => {
    const commits = [commit(2, { [list]: ['.github/countersign.yml'] }), commit(3)];
    expect(moved(read({ commits }))).toMatchObject({ mayTouchPolicy: true });
  });

  test('says when it was, where GitHub writes seconds', () => {
    const at = (pushed: unknown) => read({ repository: { ...envelope.repository, pushed_at: pushed } }).at(1);
    expect(at(1_795_000_000)).toMatchObject({ movedAt: 1_795_000_000_000 });
    expect(at('2026-11-22T12:00:00Z')).not.toHaveProperty('movedAt');
  });

  test('that has a file of a workflow touches that', () => {
    const commits = [commit(2, { added: ['.github/workflows/deploy.yml'] }), commit(3)];
    expect(read({ commits })).toMatchObject([{}, { mayTouchWorkflows: true }, { mayTouchPolicy: false }]);
    const policy = [commit(2, { modified: ['.github/countersign.yml'] })];
    expect(read({ commits: policy })).toMatchObject([{}, { mayTouchWorkflows: false }, { mayTouchPolicy: true }]);
  });

  test.each([
    ['forced', { forced: true }],
    ['created', { created: true }],
    ['deleted', { deleted: true, after: '0'.repeat(40), commits: [] }],
    ['without commits', { commits: [] }],
    ['with more commits than are listed', { commits: Array.from({ length: 2_048 }, () => commit(2)) }],
    [
      'with a commit of very many paths',
      { commits: [commit(2, { added: Array.from({ length: 3_000 }, (_, n) => `f${n}`) })] },
    ],
    ['with a commit without paths', { commits: [{ id: oid(2) }] }],
  ])('%s may touch the policy unseen, and workflows', (_, more) => {
    expect(read(more)).toMatchObject([{}, { mayTouchWorkflows: true }, { mayTouchPolicy: true }]);
  });

  test('by nobody is not recorded, which leaves its commits without a pusher', () => {
    expect(read({ sender: null }).map((hint) => hint.kind)).toEqual(['base-moved']);
  });

  test.each(['countersign/ledger', 'countersign/ledger-2', 'countersign/evidence'])(
    'of %s moves a branch that only we write',
    (branch) => {
      const ref = `refs/heads/${branch}`;
      expect(read({ ref })).toEqual([{ kind: 'own-branch', place, branch, head: oid(3) }]);
      const gone = { ref, deleted: true, after: '0'.repeat(40), commits: [] };
      expect(read(gone)).toEqual([{ kind: 'own-branch', place, branch, head: null }]);
    },
  );

  test('of a branch of the merge queue means nothing', () => {
    const queue = 'refs/heads/gh-readonly-queue/main/pr-7-380387fbc80638b734a49e1be1c4dfec1c01b33c';
    expect(read({ ref: queue })).toEqual([]);
  });

  test('of a tag is told, whoever pushed it, also where it began or went', () => {
    const ref = 'refs/tags/v1';
    const tagged = { kind: 'tagged', place, ref, branch: 'main', before: oid(1), after: oid(3), pusher: by };
    expect(read({ ref })).toEqual([tagged]);
    const none = '0'.repeat(40);
    expect(read({ ref, sender: null, before: none })).toEqual([{ ...tagged, before: null, pusher: null }]);
    expect(read({ ref, after: none, repository: { ...envelope.repository, pushed_at: 9 } })).toEqual([
      { ...tagged, after: null, movedAt: 9_000 },
    ]);
  });

  test('of a branch that is only named like ours is a push', () => {
    expect(read({ ref: 'refs/heads/countersign/ledger2' })).toHaveLength(3);
  });

  test('that makes or deletes a branch has nothing before, or after', () => {
    const [none, some] = ['0'.repeat(40), oid(3)];
    expect(read({ before: none }).at(1)).toMatchObject({ kind: 'moved', before: null, after: some });
    expect(read({ before: some, after: none }).at(1)).toMatchObject({ before: some, after: null });
  });
});
