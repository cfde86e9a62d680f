import { describe, expect, test } from '@jest/globals';
import { hasComment, renderComment, writeComment } from '../../src/github/comments.ts';
import { explain } from './explanations.ts';
import { BASE, openLine, recordGitHub } from './line.ts';

recordGitHub();

const marker = '0f';
const pages = 'https://github.com/acme/shop';

describe('a comment', () => {
  test('is written where it was asked for', async () => {
    const { api, github } = openLine();
    github
      .post('/repos/acme/shop/issues/42/comments', { body: 'Judged again.\n\n<!-- countersign 0f -->' })
      .reply(201, { id: 1 });
    const comment = { number: 42, sentence: 'Judged again.', explanation: null, marker };
    await expect(writeComment(api, { owner: 'acme', name: 'shop', pages }, comment)).resolves.toBeUndefined();
  });

  test('gives all reasons, and mentions nobody', () => {
    const body = renderComment({ sentence: 'As @dana asked:', explanation: explain(), marker }, pages);
    expect(body).toContain('| ❌ | commits are signed by the people who made them |');
    expect(body).toContain('git rebase --exec');
    expect(body).toContain('Never signed before?');
    expect(body).not.toMatch(/@(?!&#8203;)/);
  });

  test('stays below what GitHub takes', () => {
    const row = { mark: 'unmet' as const, rule: 'r'.repeat(100), result: [{ outside: 'x'.repeat(500) }] };
    const explanation = explain({ rows: Array.from({ length: 1_000 }, () => row) });
    const body = renderComment({ sentence: 'All reasons:', explanation, marker }, pages);
    expect(body.endsWith('<!-- countersign 0f -->')).toBe(true);
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\d+ more rules left out here/);
  });

  test('is found by its marker, on whatever page it stands', async () => {
    const wanted = { number: 42, since: Date.UTC(2026, 10, 21) };
    const { api, github } = openLine();
    const path = '/repos/acme/shop/issues/42/comments';
    const link = `<${BASE}${path}?page=2>; rel="next"`;
    github
      .get(path)
      .query({ since: '2026-11-21T00:00:00.000Z', per_page: 100 })
      .times(2)
      .reply(200, [{ body: 'countersign 0f' }, { body: null }], { link });
    github
      .get(path)
      .query({ page: 2 })
      .times(2)
      .reply(200, [{ body: 'x\n\n<!-- countersign 0f -->' }]);
    const place = { owner: 'acme', name: 'shop' };
    expect(await hasComment(api, place, { ...wanted, marker })).toBe(true);
    expect(await hasComment(api, place, { ...wanted, marker: 'ff' })).toBe(false);
  });
});
