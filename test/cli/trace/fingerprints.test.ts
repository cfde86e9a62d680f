import { expect, test } from '@jest/globals';
import { Fingerprints } from '../../../src/cli/trace/fingerprints.ts';
import { glanceAt } from '../../../src/cli/trace/glance.ts';
import { commits, told, webScene } from '../../ledger/trace/scene.ts';

const { entries } = webScene();
const fingerprints = new Fingerprints(entries.length);
for (const [index, { bytes }] of entries.entries()) fingerprints.add(index, glanceAt(Buffer.from(bytes)));

const none = { changes: new Set<number>(), commits: new Set<string>(), decisions: new Set<string>() };

test('entries by pull request, by commit, by id, rising and each once', () => {
  expect(fingerprints.find(none)).toEqual([]);
  const about42 = [told.refused42, told.tested42, told.decided42];
  expect(fingerprints.find({ ...none, changes: new Set([42]) })).toEqual(about42);
  expect(fingerprints.find({ ...none, commits: new Set([commits.head]) })).toEqual(about42);
  const decisions = new Set([entries[told.group43]?.id ?? '', entries[told.decided42]?.id ?? '']);
  expect(fingerprints.find({ ...none, changes: new Set([42]), decisions })).toEqual([...about42, told.group43]);
  expect(fingerprints.find({ ...none, commits: new Set([commits.change.slice(0, 7)]) })).toContain(told.built42);
});
