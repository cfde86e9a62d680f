import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TraceQuestion, traceArchive } from '../../../src/app/control/trace-archive.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { artifact, commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';
import { archiveThese } from '../archive/archived.ts';
import { type Bench, newLedger, openBench } from '../stages/bench.ts';

let bench: Bench;
let origin: string;
const scene = webScene();
beforeAll(async () => {
  bench = await openBench();
  // Nobody filed it yet.
  const { ledger } = await newLedger(bench.context);
  ({ origin } = await archiveThese(bench.store, ledger, scene.entries, Date.parse(momentOf(99))));
}, 60_000);
afterAll(async () => await bench.close());

const ask = async (request: JsonObject) => {
  const items: unknown[] = [];
  for await (const item of traceArchive(bench.context, { origin, repository: null, ...request })) items.push(item);
  return items;
};
const item = (index: number) => ({ index, bytes: Buffer.from(scene.entries[index]?.bytes ?? []).toString() });
const about = (question: TraceQuestion) => ({ question: JSON.parse(JSON.stringify(question)) as Json });

test('a story is the entries that tell it', async () => {
  const [first, ...lines] = await ask(about({ is: 'story', asked: { is: 'commit', prefix: commits.hotfix } }));
  expect(first).toEqual({ size: scene.entries.length });
  const { hotfix, hotfixAlert, hotfixCover, production43, productionAlert, rolledBack } = told;
  expect(lines).toEqual(
    [hotfix, hotfixAlert, hotfixCover, production43, productionAlert, rolledBack].map((index) => ({
      ...item(index),
      isReplacement: index === rolledBack,
    })),
  );
});

test.each<[TraceQuestion, readonly number[]]>([
  [{ is: 'shipping', shipped: { is: 'artifact', sha256: artifact } }, [told.artifact]],
  [{ is: 'running', environment: 'staging', at: null }, [told.staging42]],
  [
    { is: 'difference', environment: 'production', from: momentOf(0), to: momentOf(told.production41) },
    [told.production41, told.rolledBack],
  ],
])('%j is answered by the entries that it is made of', async (question, indexes) => {
  expect((await ask(about(question))).slice(1)).toEqual(indexes.map(item));
});

test('a ledger that nobody knows, and what names none', async () => {
  const question = about({ is: 'running', environment: null, at: null });
  await expect(ask({ ...question, origin: 'github.com/acme/none' })).rejects.toMatchObject({
    code: 'ledger.not-found',
  });
  await expect(ask({ ...question, origin: 7 })).rejects.toMatchObject({ code: 'cli.usage' });
  await expect(ask({ ...question, repository: 7 })).rejects.toMatchObject({ code: 'cli.usage' });
});
