import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseExisting, writeExport } from '../../../src/cli/transfer/write-export.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cs-write-'));
  path = join(directory, 'out.gz');
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

async function* texts(...all: readonly string[]): AsyncGenerator<string> {
  yield* all;
}
const io = { onInterrupt: () => () => undefined };

test('a new file, whole, for its owner only', async () => {
  const size = await writeExport(path, texts('one\n', 'two\n'), io);
  expect(gunzipSync(readFileSync(path)).toString()).toBe('one\ntwo\n');
  expect([statSync(path).size, statSync(path).mode & 0o777]).toEqual([size, 0o600]);
  expect(readdirSync(directory)).toEqual(['out.gz']);
});

test('nothing is ever replaced, also what came meanwhile', async () => {
  await expect(refuseExisting(path)).resolves.toBeUndefined();
  async function* meanwhile(): AsyncGenerator<string> {
    yield 'one\n';
    writeFileSync(path, 'somebody else');
  }
  const there = { code: 'cli.unwritable', message: expect.stringContaining('is there already') };
  await expect(writeExport(path, meanwhile(), io)).rejects.toMatchObject(there);
  expect(readFileSync(path, 'utf8')).toBe('somebody else');
  await expect(refuseExisting(path)).rejects.toMatchObject(there);
  expect(readdirSync(directory)).toEqual(['out.gz']);
});

test('a link to nowhere is there, too', async () => {
  symlinkSync(join(directory, 'nowhere'), path);
  await expect(refuseExisting(path)).rejects.toMatchObject({ code: 'cli.unwritable' });
});

test('of what breaks off nothing is left, and its reason passes', async () => {
  async function* breaking(): AsyncGenerator<string> {
    yield 'one\n';
    throw new RangeError('the app went away');
  }
  await expect(writeExport(path, breaking(), io)).rejects.toMatchObject({ code: 'cli.unwritable' });
  expect(readdirSync(directory)).toEqual([]);
});

test('an interrupt takes away what was written so far', async () => {
  let interrupt = (): void => undefined;
  const left: string[][] = [];
  async function* interrupted(): AsyncGenerator<string> {
    yield 'one\n'.repeat(100_000);
    left.push(readdirSync(directory));
    interrupt();
    left.push(readdirSync(directory));
  }
  const listening = {
    onInterrupt: (tidy: () => void) => {
      interrupt = tidy;
      return () => undefined;
    },
  };
  await writeExport(path, interrupted(), listening).catch(() => undefined);
  expect(left).toEqual([[expect.stringMatching(/^\.countersign-.*\.part$/)], []]);
  expect(readdirSync(directory)).toEqual([]);
});

test('where nothing can be written, it is said', async () => {
  await expect(writeExport(join(directory, 'no', 'such', 'place'), texts('a'), io)).rejects.toMatchObject({
    code: 'cli.unwritable',
  });
});
