import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import { AnswerReader, CatFile, readObjects } from '../../src/git/cat-file.ts';
import { collect, SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
let open: CatFile[] = [];
beforeAll(() => {
  sample = new SampleRepository();
});
afterEach(() => {
  for (const cat of open) cat.close();
  open = [];
});
afterAll(() => sample.remove());

async function reader(limit?: number): Promise<CatFile> {
  const made = new CatFile(await sample.open(), limit);
  open.push(made);
  return made;
}

test('objects come as they are, bytes and all', async () => {
  const bytes = new Uint8Array([0, 10, 255, 10, 0]);
  const oid = sample.object('blob', bytes);
  const cat = await reader();
  expect(await cat.read(oid)).toEqual({ state: 'found', oid, type: 'blob', bytes: Buffer.from(bytes) });
  const empty = sample.object('blob', '');
  expect(await cat.read(empty)).toMatchObject({ state: 'found', bytes: Buffer.alloc(0) });
});

test('a missing object and one above the limit are answers, and the next one is read all the same', async () => {
  const [big, small] = [sample.object('blob', 'x'.repeat(300_000)), sample.object('blob', 'small')];
  const cat = await reader(1_000);
  const missing = '1'.repeat(40);
  const reads = await Promise.all([cat.read(big), cat.read(missing), cat.read(small)]);
  expect(reads).toEqual([
    { state: 'too-large', oid: big, type: 'blob', size: 300_000 },
    { state: 'missing', oid: missing },
    { state: 'found', oid: small, type: 'blob', bytes: Buffer.from('small') },
  ]);
});

test('a damaged object fails alone', async () => {
  const [bad, good] = [sample.object('blob', randomBytes(4_000)), sample.object('blob', 'whole')];
  const file = join(sample.path, '.git/objects', bad.slice(0, 2), bad.slice(2));
  chmodSync(file, 0o644);
  truncateSync(file, 2_000);
  const cat = await reader();
  const reads = await Promise.allSettled([
    cat.read(good),
    cat.read(bad),
    cat.read(good),
    cat.read(bad),
    cat.read(good),
  ]);
  expect(reads.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(reads[1]).toMatchObject({ reason: { code: 'git.repository' } });
});

test('many small objects in one go: the same answers', async () => {
  const repository = await sample.open();
  const texts = Array.from({ length: 3_000 }, (_, at) => `object ${at}`);
  const oids = sample.git(
    ['fast-import', '--quiet'],
    texts.map((text) => `blob\ndata ${text.length}\n${text}\n`).join(''),
  );
  expect(oids).toBe('');
  const named = texts.map((text) => createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex'));
  const reads = await collect(readObjects(repository, named));
  expect(reads.map((read) => (read.state === 'found' ? read.bytes.toString() : read.state))).toEqual(texts);
  const missing = '1'.repeat(40);
  const some = await collect(readObjects(repository, [missing, named[0] ?? ''], 3));
  expect(some.map(({ state }) => state)).toEqual(['missing', 'too-large']);
  expect(await collect(readObjects(repository, []))).toEqual([]);
});

test('many in one go end at a damaged one, which is named', async () => {
  const bad = sample.object('blob', randomBytes(4_000));
  const file = join(sample.path, '.git/objects', bad.slice(0, 2), bad.slice(2));
  chmodSync(file, 0o644);
  truncateSync(file, 2_000);
  await expect(collect(readObjects(await sample.open(), [bad]))).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining(bad),
  });
});

test('only full object ids are asked for', async () => {
  const cat = await reader();
  for (const text of ['HEAD', '', `${'1'.repeat(40)}\nHEAD`, '1'.repeat(64)]) {
    await expect(cat.read(text)).rejects.toMatchObject({ code: 'git.revision' });
  }
});

test('thousands of objects are read in their order', async () => {
  const contents = Array.from({ length: 3_000 }, (_, n) => `content ${n} ${'x'.repeat(n % 500)}`);
  const stream = contents.map((text) => `blob\ndata ${text.length}\n${text}\n`).join('');
  sample.git(['fast-import', '--quiet'], stream);
  const oids = contents.map((text) => createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex'));
  const cat = await reader();
  const reads = await collect(cat.readAll(oids));
  expect(reads.map((read) => (read.state === 'found' ? read.bytes.toString() : read.state))).toEqual(contents);
});

test('closing ends what waits', async () => {
  const cat = await reader();
  const waits = cat.read('2'.repeat(40));
  cat.close();
  await expect(waits).rejects.toMatchObject({ code: 'git.failed' });
});

test('the answers do not depend on the pieces they come in', () => {
  const object = fc.record({
    oid: fc.stringMatching(/^[0-9a-f]{40}$/),
    bytes: fc.uint8Array({ maxLength: 40 }),
    missing: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 8 }), (objects, cuts) => {
      const whole = Buffer.concat(
        objects.flatMap(({ oid, bytes, missing }) =>
          missing
            ? [Buffer.from(`${oid} missing\n`)]
            : [Buffer.from(`${oid} blob ${bytes.length}\n`), Buffer.from(bytes), Buffer.from('\n')],
        ),
      );
      const answers = new AnswerReader(1_000);
      const ends = [...cuts.filter((cut) => cut < whole.length).toSorted((a, b) => a - b), whole.length];
      const reads = ends.flatMap((end, n) => [...answers.push(whole.subarray(n === 0 ? 0 : ends[n - 1], end))]);
      expect(reads).toEqual(
        objects.map(({ oid, bytes, missing }) =>
          missing ? { state: 'missing', oid } : { state: 'found', oid, type: 'blob', bytes: Buffer.from(bytes) },
        ),
      );
    }),
  );
});

test('what git never writes is a Fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
      try {
        for (const read of new AnswerReader(1_000).push(Buffer.from(bytes))) expect(read.oid).toMatch(/^[0-9a-f]+$/);
      } catch (error) {
        if (!isFault(error, 'git.failed')) throw error;
      }
    }),
  );
});
