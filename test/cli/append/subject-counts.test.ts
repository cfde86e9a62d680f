import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SubjectCounts, subjectKey } from '../../../src/cli/append/subject-counts.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-counts-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const upTo = { head: 'a'.repeat(40), size: 3 };

async function saved(): Promise<SubjectCounts> {
  const counts = new SubjectCounts();
  counts.raise(subjectKey('event', '["a"]'), 2);
  counts.raise(subjectKey('event', '["a"]'), 1);
  counts.raise(subjectKey('alert', '["a"]'), 1);
  counts.raise(subjectKey('event', '["b"]'), 70_000);
  counts.upTo = upTo;
  await counts.save(directory);
  return await SubjectCounts.load(directory);
}

test('what was counted is kept, for each subject and kind on its own', async () => {
  const counts = await saved();
  expect(counts.upTo).toEqual(upTo);
  expect(counts.of(subjectKey('event', '["a"]'))).toBe(2);
  expect(counts.of(subjectKey('alert', '["a"]'))).toBe(1);
  expect(counts.of(subjectKey('event', '["b"]'))).toBe(70_000);
  expect(counts.of(subjectKey('event', '["c"]'))).toBe(0);
});

test('a file that is gone, damaged or of another version is forgotten', async () => {
  await saved();
  const path = join(directory, 'counts');
  const bytes = readFileSync(path);
  const broken = [
    bytes.subarray(0, -1),
    Buffer.concat([bytes.subarray(0, -1), Buffer.of(9)]),
    Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":2'), 'latin1'),
    Buffer.from('nonsense'),
    Buffer.alloc(0),
  ];
  for (const content of broken) {
    writeFileSync(path, content);
    expect((await SubjectCounts.load(directory)).upTo).toBeNull();
  }
  rmSync(path);
  expect((await SubjectCounts.load(directory)).upTo).toBeNull();
});
