import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ruleNameOf } from '../../src/policy/rule-name.ts';

test.each([
  'commits are signed by the people who made them',
  'commits-are-signed-by-the-people-who-made-them',
  'SOX 404: two pairs of eyes (see POL-2026-11)',
])('%j is recorded as it is', (name) => {
  expect(ruleNameOf(name, 2)).toBe(name);
});

test.each(['ghp_', 'AKIA', 'sk_live_', 'xoxb-', 'Bearer eyJ'])(
  'what begins like %j is recorded by its place',
  (prefix) => {
    const random = fc.stringMatching(/^[A-Z0-9][A-Za-z0-9]{30,35}$/);
    fc.assert(fc.property(random, (token) => expect(ruleNameOf(`never ${prefix}${token}!`, 2)).toBe('rule 3')));
  },
);
