import { expect, test } from '@jest/globals';
import { lineJson, showStory } from '../../../src/cli/trace/story-report.ts';
import { tellStory } from '../../../src/ledger/trace/story.ts';
import { momentOf, told, webScene } from '../../ledger/trace/scene.ts';

const lines = tellStory({ is: 'change', number: 42 }, webScene().traced());

test('a line for each entry: index, time, what, who', () => {
  const [head, ...others] = showStory(lines, false).trimEnd().split('\n');
  expect(head).toBe('entry    time                      what — who');
  expect(others).toHaveLength(lines.length);
  expect(others.find((line) => line.startsWith(`${told.landed42} `))).toBe(
    `${told.landed42}        ${momentOf(told.landed42)}  3c1e5a7 was merged for #42: 2 commits are covered by a passing decision — dana`,
  );
});

test('as JSON', () => {
  expect(lines.map(lineJson)[0]).toMatchObject({
    index: told.refused42,
    time: momentOf(told.refused42),
    kind: 'decision',
    what: expect.stringContaining('may not land'),
    actor: { id: 7, login: 'dana' },
    repository: 'acme/web',
    changes: [42],
    results: ['FAILED', 'deny'],
  });
});
