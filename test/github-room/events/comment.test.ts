import { describe, expect, test } from '@jest/globals';
import { readCommentEvent } from '../../../src/github/events/comment.ts';
import { oid, reader } from '../gql.ts';
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

describe('an order', () => {
  const order = (fields: object) => ({ place, number: 42, by, ...fields });

  test.each([
    ['/countersign approve production', ['production']],
    ['  /countersign\tapprove   eu west / blue  ', ['eu west / blue']],
    ['Fine.\r\n/countersign approve production\r\n/countersign approve staging\r\n', ['production', 'staging']],
    [`/countersign approve ${'x'.repeat(255)}`, ['x'.repeat(255)]],
    [`/countersign approve ${'x'.repeat(256)}`, []],
    ['/countersign approve', []],
    ['/countersign approve   ', []],
    ['/countersign approve\nproduction', []],
    ['/countersign approved production', []],
    ['> /countersign approve production', []],
    ['do `/countersign approve production`', []],
  ])('%j approves %j', (body, environments) => {
    expect(read(body)).toEqual(environments.map((environment) => order({ kind: 'approve', environment })));
  });

  test.each([
    ['5c1d2e3 6d2e3f4 looked at it', ['5c1d2e3', '6d2e3f4'], 'looked at it'],
    ['5c1d2e3,6d2e3f4, 5c1d2e3 twice', ['5c1d2e3', '6d2e3f4'], 'twice'],
    [`${oid(5)}  because   of this `, [oid(5)], 'because   of this'],
    ['5c1d2e3', ['5c1d2e3'], ''],
    ['5c1d2 is too short', [], '5c1d2 is too short'],
    ['5C1D2E3 is not how git writes it', [], '5C1D2E3 is not how git writes it'],
    ['5c1d2e3x is none', [], '5c1d2e3x is none'],
    [`${'a'.repeat(65)} is none`, [], `${'a'.repeat(65)} is none`],
    ['--upload-pack=x 5c1d2e3', [], '--upload-pack=x 5c1d2e3'],
  ])('cover %j covers %j for %j', (said, commits, reason) => {
    expect(read(`/countersign cover ${said}`)).toEqual([order({ kind: 'cover', commits, reason })]);
  });

  test('names so many commits and so long a reason, and no more', () => {
    const listed = Array.from({ length: 101 }, (_, n) => oid(n));
    const [hint] = read(`/countersign cover ${listed.join(' ')} ${'x'.repeat(1_001)}`);
    expect(hint).toEqual(order({ kind: 'cover', commits: listed.slice(0, 100), reason: 'x'.repeat(1_000) }));
    expect(read('/countersign cover   ')).toEqual([]);
  });

  test('stands beside commands, and counts only by a person, when it is new', () => {
    const body = '/countersign approve production\n/countersign recheck\n/countersign cover 5c1d2e3 seen';
    expect(read(body).map(({ kind }) => kind)).toEqual(['command', 'approve', 'cover']);
    expect(read(body, { action: 'edited' })).toEqual([]);
    expect(read(body, { user: { id: 6, login: 'countersign[bot]', type: 'Bot' } })).toEqual([]);
    expect(read(body, { issue: { number: 42 } })).toEqual([]);
  });

  test('of many parts is read in no time', () => {
    const started = performance.now();
    const many = `/countersign cover ${'5c1d2e3 '.repeat(8_000)}`;
    expect(read(many)).toEqual([order({ kind: 'cover', commits: ['5c1d2e3'], reason: '' })]);
    expect(read(`/countersign cover ${' '.repeat(30_000)}\n/countersign approve${'\t'.repeat(30_000)}`)).toEqual([]);
    expect(read(`/countersign cover ${'0123456'.repeat(9_000)}`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
