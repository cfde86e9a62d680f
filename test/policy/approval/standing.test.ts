import { expect, test } from '@jest/globals';
import { collectExclusions } from '../../../src/policy/approval/exclusions.ts';
import { judgeContent, judgeReviewer } from '../../../src/policy/approval/standing.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { amir, dana, makeFacts, oid, review, tree } from '../scenery.ts';

const fails = unknown('unavailable', 'GitHub failed');

test('one sure objection outweighs whatever is not known', () => {
  const facts = makeFacts({ pushers: fails });
  const bench = { facts, circle: null, exclusions: collectExclusions(['author', 'pushers'], facts) };
  expect(judgeReviewer(review(dana, { canPush: fails }), bench)).toMatchObject({ counts: 'no', why: 'took-part' });
  expect(judgeReviewer(review(amir, { canPush: known(false) }), bench)).toMatchObject({
    counts: 'no',
    why: 'no-write-access',
  });
  expect(judgeReviewer(review(amir), bench)).toMatchObject({
    counts: 'unknown',
    why: 'parts-unknown',
    data: { as: ['pushers'] },
  });
});

test('a tree that differs settles it, although merge bases are not known', () => {
  const facts = makeFacts({ change: { mergeBase: fails, baseChangedAt: fails } });
  const stale = review(amir, { commit: { oid: oid(3), tree: tree(3), mergeBase: fails } });
  expect(judgeContent(stale, facts)).toMatchObject({ counts: 'no', why: 'content-changed' });
});

test('the head needs no comparison', () => {
  expect(judgeContent(review(amir), makeFacts({ change: { mergeBase: fails } })).counts).toBe('yes');
});
