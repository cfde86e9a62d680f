import { describe, expect, test } from '@jest/globals';
import { readCommentEvent } from '../../../src/github/events/comment.ts';
import { reader } from '../gql.ts';
import { by, dana, envelope, place } from './examples.ts';

const read = (body: string | null, more: { action?: string; user?: object | null; issue?: object } = {}) =>
  readCommentEvent(
    reader({
      ...envelope,
      action: more.action ?? 'created',
      issue: more.issue ?? { number: 42, pull_request: { url: 'x' } },
      comment: { body, user: more.user === undefined ? dana : more.user },
    }),
  );
const command = (name: string) => ({ kind: 'command', place, number: 42, command: name, by });

describe('a comment', () => {
  test.each([
    ['/countersign recheck', ['recheck']],
    ['  /countersign   explain  please', ['explain']],
    ['Hello\r\n/countersign recheck\r\nthanks', ['recheck']],
    ['/countersign explain\n/countersign recheck\n/countersign explain', ['explain', 'recheck']],
    ['see `/countersign recheck`', []],
    ['> /countersign recheck', []],
    ['/countersign rechecked', []],
    ['/countersign', []],
    ['/countersign\nrecheck', []],
    ['', []],
    [null, []],
  ])('%j asks for %j', (body, commands) => {
    expect(read(body)).toEqual(commands.map(command));
  });

  test('counts only when it is new, on a pull request, and by a person', () => {
    const body = '/countersign recheck';
    expect(read(body, { action: 'edited' })).toEqual([]);
    expect(read(body, { issue: { number: 42 } })).toEqual([]);
    expect(read(body, { user: { id: 6, login: 'countersign[bot]', type: 'Bot' } })).toEqual([]);
    expect(read(body, { user: null })).toEqual([]);
  });

  test('of many lines is read in no time', () => {
    const started = performance.now();
    expect(read(`${' '.repeat(30_000)}\n${'/countersign '.repeat(3_000)}`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
