import { describe, expect, test } from '@jest/globals';
import {
  aroundJob,
  createObserver,
  observeEvaluation,
  observeFlush,
  observeJob,
} from '../../../src/app/observe/observer.ts';
import { scopeFields } from '../../../src/app/observe/scope.ts';
import type { SpanFields, SpanOptions, Tracer } from '../../../src/app/observe/tracer.ts';
import { Fault } from '../../../src/base/fault.ts';
import { subjectRef } from '../../store/fixture.ts';

function recorder() {
  const spans: (SpanOptions & { readonly added: SpanFields })[] = [];
  const tracer: Tracer = {
    run: async (options, act) => {
      const added: Record<string, SpanFields[string]> = {};
      spans.push({ ...options, added });
      return await act({ add: (fields) => void Object.assign(added, fields) });
    },
    stop: async () => undefined,
  };
  const observer = createObserver({ clock: { now: () => 42 }, tracer });
  const text = async () => await observer.figures.expose(null, observer.github.read());
  return { observer, spans, text };
}

const job = { id: 'job-1', key: '17', data: {} };

test('a request is counted by its status, timed and traced by its route', async () => {
  const { observer, spans, text } = recorder();
  const send = async (status: number | null): Promise<string> =>
    await observer.requests({ installation: 7, route: 'GET /repos/{owner}/{repo}' }, async (ended) => {
      ended({ status, budget: null });
      return 'answer';
    });
  expect(await send(200)).toBe('answer');
  await send(null);
  expect(await text()).toContain('countersign_github_requests_total{status="200"} 1\n');
  expect(await text()).toContain('countersign_github_requests_total{status="none"} 1\n');
  expect(await text()).toContain('countersign_github_request_duration_seconds_count 2\n');
  expect(observer.github.read()).toMatchObject({ lastAnswer: 42, lastFailure: 42 });
  expect(spans[0]).toMatchObject({
    name: 'GitHub GET /repos/{owner}/{repo}',
    isRequest: true,
    added: { 'http.response.status_code': 200 },
  });
});

test.each([
  ['evaluate', 'subject'],
  ['flush', 'ledger'],
  ['evidence', 'repository'],
  ['sweep', 'key'],
] as const)('lines of a job of the queue %s name its %s', async (queue, field) => {
  await aroundJob(queue, job, async () => expect(scopeFields()).toEqual({ queue, job: 'job-1', [field]: '17' }));
});

test('a flush is counted with its entries and the age of the oldest', async () => {
  const { observer, text } = recorder();
  observeFlush(observer, { entries: 3, age: 12_000 });
  observeFlush(observer, { entries: 3, age: -5 });
  expect(await text()).toContain('countersign_flush_entries_sum 6\n');
  expect(await text()).toContain('countersign_flush_age_seconds_sum 12\n');
});

test('lines of a sweep name its task and installation, and nothing else of its data', async () => {
  const data = { task: 'installation', installation: 7, places: [{ owner: 'acme' }] };
  await aroundJob('sweep', { ...job, data }, async () =>
    expect(scopeFields()).toEqual({ queue: 'sweep', job: 'job-1', key: '17', task: 'installation', installation: 7 }),
  );
});

describe('a job', () => {
  test('is counted when it is done, and has a span', async () => {
    const { observer, spans, text } = recorder();
    await observeJob(observer, { queue: 'flush', job }, async () => undefined);
    expect(await text()).toContain('countersign_jobs_ended_total{queue="flush",outcome="done"} 1\n');
    expect(spans).toMatchObject([{ name: 'flush', isRoot: true, fields: { 'countersign.ledger': '17' } }]);
  });

  test('is counted when it fails, and fails all the same', async () => {
    const { observer, text } = recorder();
    const act = async (): Promise<void> => await Promise.reject(new Fault('github.unavailable', 'away'));
    await expect(observeJob(observer, { queue: 'evaluate', job }, act)).rejects.toThrow('away');
    expect(await text()).toContain('countersign_jobs_ended_total{queue="evaluate",outcome="failed"} 1\n');
    expect(await text()).toContain('countersign_job_duration_seconds_count{queue="evaluate"} 1\n');
  });
});

describe('an evaluation', () => {
  const subject = subjectRef();
  const guids = ['guid-1', 'guid-2'];

  test('is counted by its verdict, and names what it is about', async () => {
    const { observer, spans, text } = recorder();
    await aroundJob('evaluate', job, async () => {
      await observeEvaluation(observer, { subject, guids }, async () => 'block');
      expect(scopeFields()).toMatchObject({
        installation: subject.installation,
        repository: subject.repository.id,
        subject: subject.key,
        deliveries: guids,
      });
    });
    expect(await text()).toContain('countersign_evaluations_total{verdict="block"} 1\n');
    expect(spans).toMatchObject([{ name: 'evaluate', deliveries: guids, added: { 'countersign.verdict': 'block' } }]);
  });

  test('that fails is counted as failed, and its span has the code', async () => {
    const { observer, spans, text } = recorder();
    const act = async (): Promise<string> => await Promise.reject(new Fault('github.unavailable', 'secret words'));
    await expect(observeEvaluation(observer, { subject, guids }, act)).rejects.toThrow('secret words');
    expect(await text()).toContain('countersign_evaluations_total{verdict="failed"} 1\n');
    expect(spans[0]?.added).toEqual({ 'countersign.verdict': 'failed', 'countersign.code': 'github.unavailable' });
  });
});
