import { describe, expect, test } from '@jest/globals';
import type { WorkflowFile, WorkflowJob } from '../../../src/app/ports.ts';
import { environmentsIn, findUnguarded, reportOn } from '../../../src/app/unseen/workflow-report.ts';

const job = (id: string, fields: Partial<WorkflowJob> = {}): WorkflowJob => ({
  id,
  environment: { is: 'none' },
  signs: [],
  ...fields,
});
const to = (name: string) => ({ environment: { is: 'named', name } }) as const;
const file = (path: string, ...jobs: readonly WorkflowJob[]): WorkflowFile => ({ path, jobs, why: null });
const report = (...files: readonly WorkflowFile[]) => reportOn({ files, omitted: 0 });

test('a report lists the jobs that may deploy, and counts all', () => {
  const found = report(
    file('a.yml', job('test'), job('ship', to('production')), job('call', { environment: { is: 'unknown' } })),
    file('b.yml', job('release', { signs: ['job.name'] })),
    { path: 'c.yml', jobs: null, why: 'no-yaml' },
  );
  expect(found).toMatchObject({
    counts: { files: 3, jobs: 4, unknown: 1, omitted: 0 },
    jobs: [{ path: 'a.yml', id: 'ship' }, { id: 'call' }, { path: 'b.yml', id: 'release', signs: ['job.name'] }],
    unreadable: [{ path: 'c.yml', why: 'no-yaml' }],
  });
});

test('of very many jobs the first thousand are listed, and the rest is counted', () => {
  const many = file('a.yml', ...Array.from({ length: 1_003 }, (_, nth) => job(`j${nth}`, to('production'))));
  const found = reportOn({ files: [many], omitted: 2 });
  expect([found.jobs.length, found.counts]).toMatchObject([1_000, { jobs: 1_003, omitted: 5 }]);
});

test('two names that differ in case only are one environment', () =>
  expect(environmentsIn(report(file('a.yml', job('a', to('Production')), job('b', to('production')))))).toEqual([
    'production',
  ]));

describe('somebody has to look at', () => {
  const codes = (...jobs: readonly WorkflowJob[]) =>
    findUnguarded(report(file('a.yml', ...jobs)), ['Production']).map(({ code }) => code);

  test('a job that goes where nobody waits for us, and one that looks as if it deployed and says nowhere', () => {
    expect(codes(job('a', to('PRODUCTION')))).toEqual(['job.ungated']);
    expect(codes(job('a', { signs: ['job.id-token'] }))).toEqual(['job.no-environment']);
  });

  test('no job that tests, that goes where it is asked, or of which only a run knows where it goes', () => {
    expect(codes(job('a'), job('b', to('staging')))).toEqual([]);
    expect(codes(job('a', { environment: { is: 'unknown' }, signs: ['job.name'] }))).toEqual([]);
  });

  test.each([
    ['no-yaml', ['workflow.unreadable']],
    ['too-large', ['workflow.unreadable']],
    ['no-text', ['workflow.unreadable']],
    // Nobody runs it.
    ['no-workflow', []],
  ] as const)('a file of which we say %s', (why, expected) =>
    expect(findUnguarded(report({ path: 'a.yml', jobs: null, why }), []).map(({ code }) => code)).toEqual(expected),
  );

  test('files beyond those that are read', () =>
    expect(findUnguarded(reportOn({ files: [], omitted: 1 }), [])).toMatchObject([{ code: 'workflow.omitted' }]));

  test('each has a name of its own, whatever stands around it', () => {
    const ship = job('ship', to('production'));
    const keys = (...jobs: readonly WorkflowJob[]) =>
      findUnguarded(report(file('a.yml', ...jobs)), ['production']).map(({ key }) => key);
    expect(keys(job('test'), ship, job('other', to('production')))[0]).toBe(keys(ship)[0]);
    expect(
      new Set([...keys(ship, job('other', to('production'))), ...keys(job('ship', { signs: ['job.name'] }))]).size,
    ).toBe(3);
  });
});
