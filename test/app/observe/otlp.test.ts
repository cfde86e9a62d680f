import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { contextOf, createOtlpTracer } from '../../../src/app/observe/otlp.ts';
import type { Tracer } from '../../../src/app/observe/tracer.ts';
import { Fault } from '../../../src/base/fault.ts';
import { type Log, silentLog } from '../../../src/base/log.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from './otlp-receiver.ts';

const guid = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const traceId = '72d3162ecc7811e381ab4c9367dc0958';
const GRACE = 10_000;

let receiver: Receiver;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

const log: Log = { ...silentLog, warn: (_, message) => void warnings.push(message) };
const tracerTo = (url: string, ratio = 1): Tracer =>
  createOtlpTracer({ url: `${url}/v1/traces`, headers: { 'x-team': 'gate' }, service: 'test', ratio }, log);
const named = (name: string): ReceivedSpan | undefined => receiver.spans.find((span) => span.name === name);

test('spans go out with what was said of them, those inside of others as their children', async () => {
  const tracer = tracerTo(receiver.url);
  const fields = { text: 'a', number: 7, flag: true, nothing: null };
  const result = await tracer.run({ name: 'outer', fields }, async (span) => {
    await tracer.run({ name: 'inner', isRequest: true }, async () => undefined);
    span.add({ later: 'b' });
    return 'done';
  });
  await tracer.stop(GRACE);
  expect(result).toBe('done');
  const [outer, inner] = [named('outer'), named('inner')];
  expect(outer).toMatchObject({ parentId: '', failure: '', kind: 1 });
  expect(outer?.fields).toEqual({ text: 'a', number: 7, flag: 1, later: 'b' });
  expect(inner).toMatchObject({ parentId: outer?.spanId, traceId: outer?.traceId, kind: 3 });
  expect(receiver.headers[0]).toMatchObject({ 'x-team': 'gate' });
});

test('what a webhook brings about belongs to its trace, whichever process does it, and names the other webhooks', async () => {
  const [one, other] = [tracerTo(receiver.url), tracerTo(receiver.url)];
  await one.run({ name: 'receive', deliveries: [guid], isFirst: true }, async () => undefined);
  const deliveries = ['another', guid];
  await other.run({ name: 'evaluate', isRoot: true, deliveries }, async () => undefined);
  await Promise.all([one.stop(GRACE), other.stop(GRACE)]);
  const [receive, evaluate] = [named('receive'), named('evaluate')];
  expect(receive).toMatchObject({ traceId, parentId: '', links: [] });
  expect(evaluate).toMatchObject({ traceId, parentId: receive?.spanId, links: [contextOf('another').traceId] });
  expect(evaluate?.fields).toEqual({ 'countersign.deliveries': deliveries });
});

test('a job that another one woke begins a trace of its own', async () => {
  const tracer = tracerTo(receiver.url);
  await tracer.run({ name: 'one' }, async () => {
    await tracer.run({ name: 'two', isRoot: true }, async () => undefined);
  });
  await tracer.stop(GRACE);
  expect(named('two')).toMatchObject({ parentId: '' });
  expect(named('two')?.traceId).not.toBe(named('one')?.traceId);
});

test('a failure is thrown on; its span has the code, and no word of its message', async () => {
  const tracer = tracerTo(receiver.url);
  const failure = new Fault('github.unavailable', 'words of others');
  await expect(tracer.run({ name: 'work' }, async () => await Promise.reject(failure))).rejects.toBe(failure);
  await tracer.stop(GRACE);
  expect(named('work')).toMatchObject({ failure: 'github.unavailable' });
  expect(receiver.text()).not.toContain('words of others');
});

test('of webhooks that are not drawn nothing goes out', async () => {
  const tracer = tracerTo(receiver.url, 0);
  expect(await tracer.run({ name: 'receive', deliveries: [guid], isFirst: true }, async () => 7)).toBe(7);
  await tracer.stop(GRACE);
  expect(receiver.spans).toEqual([]);
});

describe('the trace of a webhook', () => {
  test('is its GUID, and that of any other text is a digest', () => {
    expect(contextOf(guid).traceId).toBe(traceId);
    for (const odd of ['guid', '0'.repeat(32), '']) {
      expect(contextOf(odd).traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(contextOf(odd).spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
    }
    expect(contextOf('a')).not.toEqual(contextOf('b'));
  });
});

test('a receiver that refuses is one line in the log, and keeps nobody', async () => {
  const tracer = tracerTo(`${receiver.url}/elsewhere`);
  await tracer.run({ name: 'work' }, async () => undefined);
  await tracer.stop(GRACE);
  expect(warnings).toEqual(['Traces could not be sent; they are dropped until the receiver answers']);
});
