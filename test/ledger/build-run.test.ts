import { describe, expect, test } from '@jest/globals';
import { objectOf } from '../../src/base/json.ts';
import { draftRun } from '../../src/ledger/build-run.ts';
import type { BuildFields } from '../../src/ledger/entries/event.ts';
import { sealEntry, WRITER_LIMIT_BYTES } from '../../src/ledger/entry.ts';
import { viewEntry } from '../../src/ledger/entry-view.ts';
import { checkSchema, headerOf, ORIGIN, timeOf } from './sample.ts';

const commit = 'c'.repeat(40);
const subject = { uri: `https://github.com/acme/shop/commit/${commit}`, digest: { gitCommit: commit } };
const job = (name: string, outcome: BuildFields['jobs'][number]['outcome'] = 'success') => ({
  name,
  outcome,
  started: timeOf(1),
  ended: timeOf(2),
  runner: 'hosted' as const,
});
const sealed = (jobs: BuildFields['jobs'], isCounted = true) =>
  sealEntry(
    draftRun({
      origin: ORIGIN,
      header: headerOf(3),
      subject,
      event: {
        result: 'failed',
        code: 'build.failure',
        run: { uri: 'https://github.com/acme/shop/actions/runs/7', attempt: 2 },
        ended: timeOf(2),
      },
      build: { workflow: { path: '.github/workflows/ci.yml', commit }, trigger: 'push', starter: 5, jobs },
      isCounted,
    }),
    timeOf(3),
  );
const buildOf = ({ statement }: ReturnType<typeof sealed>): BuildFields =>
  objectOf(objectOf(statement['predicate'])['countersign_event'])['build'] as unknown as BuildFields;

describe('a run that ended', () => {
  test('fits its schema, and says what became of each job, what went wrong first', () => {
    const entry = sealed([job('test'), job('lint', 'skipped'), job('build')]);
    expect(checkSchema('event', 1, entry.statement)).toEqual([]);
    const { jobs, counts, omitted } = buildOf(entry);
    expect(jobs.map(({ name }) => name)).toEqual(['lint', 'test', 'build']);
    expect([counts, omitted]).toEqual([{ skipped: 1, success: 2 }, undefined]);
    expect(viewEntry(3, entry.bytes)).toMatchObject({ kind: 'event', commit, results: ['build.failure', 'failed'] });
  });

  test('has no counts where nobody could read its jobs', () => {
    const entry = sealed([], false);
    expect(checkSchema('event', 1, entry.statement)).toEqual([]);
    expect(buildOf(entry).counts).toBeUndefined();
  });

  test.each([49, 51, 256, 1_000])(
    'of %d jobs those that succeeded are left out first, and all are counted',
    (count) => {
      const many = Array.from({ length: count }, (_, n) => job(`test (${n})`));
      const entry = sealed([...many, job('last', 'failure')]);
      expect(entry.bytes.length).toBeLessThan(WRITER_LIMIT_BYTES);
      expect(checkSchema('event', 1, entry.statement)).toEqual([]);
      const { jobs, counts, omitted = 0 } = buildOf(entry);
      expect(jobs[0]).toMatchObject({ name: 'last', outcome: 'failure' });
      expect(jobs.length + omitted).toBe(count + 1);
      expect(counts).toEqual({ failure: 1, success: count });
    },
  );
});
