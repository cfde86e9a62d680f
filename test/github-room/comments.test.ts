import { describe, expect, test } from '@jest/globals';
import { renderComment, writeComment } from '../../src/github/comments.ts';
import { explain } from './explanations.ts';
import { openLine, recordGitHub } from './line.ts';

recordGitHub();

describe('a comment', () => {
  test('is written where it was asked for', async () => {
    const { api, github } = openLine();
    github.post('/repos/acme/shop/issues/42/comments', { body: 'Judged again.' }).reply(201, { id: 1 });
    const comment = { number: 42, sentence: 'Judged again.', explanation: null };
    await expect(writeComment(api, { owner: 'acme', name: 'shop' }, comment)).resolves.toBeUndefined();
  });

  test('gives all reasons, and mentions nobody', () => {
    const body = renderComment('As @dana asked:', explain());
    expect(body).toContain('| ❌ | commits are signed by the people who made them |');
    expect(body).toContain('git rebase --exec');
    expect(body).toContain('Never signed before?');
    expect(body).not.toMatch(/@(?!&#8203;)/);
  });

  test('stays below what GitHub takes', () => {
    const row = { mark: 'unmet' as const, rule: 'r'.repeat(100), result: [{ outside: 'x'.repeat(500) }] };
    const body = renderComment('All reasons:', explain({ rows: Array.from({ length: 1_000 }, () => row) }));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\d+ more rules left out here/);
  });
});
