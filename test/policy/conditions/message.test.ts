import { expect, test } from '@jest/globals';
import { type MessageSettings, message } from '../../../src/policy/conditions/message.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { commit, makeFacts, now, oid, policyOf } from '../scenery.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: MessageSettings, facts: Facts) => message.judge(settings, { facts, policy, at: now });
const truth = (settings: MessageSettings, ...texts: readonly string[]) =>
  judge(settings, makeFacts({ commits: known(texts.map((text, index) => commit(10 + index, { message: text }))) }))
    .truth;

const conventional = { matches: '^(feat|fix)(\\([a-z]+\\))?: .+' };

test.each<[string, MessageSettings, readonly string[], string]>([
  ['each subject', conventional, ['fix: a', 'feat(web): b'], 'met'],
  ['one is not', conventional, ['fix: a', 'oops'], 'unmet'],
  ['one is enough', { ...conventional, in: 'any_commit' }, ['fix: a', 'oops'], 'met'],
  ['the subject only', { matches: 'Signed-off-by' }, ['a\n\nSigned-off-by: x'], 'unmet'],
  ['the body', { matches: '(?m)^Signed-off-by: ', part: 'body' }, ['a\n\nb\nSigned-off-by: x'], 'met'],
  ['the whole', { matches: '^a', part: 'whole' }, ['a\n\nb'], 'met'],
  ['what must not be', { not_matches: '(?i)\\bwip\\b' }, ['fix: a', 'WIP'], 'unmet'],
  ['both', { matches: '^fix', not_matches: 'wip' }, ['fix: wip'], 'unmet'],
])('%s', (_name, settings, texts, expected) => {
  expect(truth(settings, ...texts)).toBe(expected);
});

test('which commits, and what was asked of them', () => {
  const facts = makeFacts({ commits: known([commit(10, { message: 'oops' }), commit(11, { message: 'fix: a' })]) });
  expect(judge(conventional, facts).findings).toMatchObject([
    { code: 'message.lacks', commits: [oid(10)], data: { ...conventional, part: 'subject', in: 'each_commit' } },
    { code: 'message.good', commits: [oid(11)] },
  ]);
});

test('merges from the base are exempt', () => {
  const facts = makeFacts({ commits: known([commit(10, { message: 'Merge branch main', updatesFromBase: true })]) });
  expect(judge(conventional, facts).truth).toBe('met');
});

test('unread commits are unknown', () => {
  expect(judge(conventional, makeFacts({ commits: unknown('unavailable', 'GitHub failed') })).truth).toBe('unknown');
});

test('patterns are checked', () => {
  expect(message.check({ matches: '(', not_matches: '(?=x)' }, policy).map(({ path, code }) => [path, code])).toEqual([
    [['matches'], 'policy.pattern'],
    [['not_matches'], 'policy.pattern'],
  ]);
});
