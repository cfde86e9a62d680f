import { describe, expect, test } from '@jest/globals';
import { readRequiredChecks } from '../../../src/github/facts/required-checks.ts';
import { reader } from '../gql.ts';

const rule = (...requiredStatusChecks: readonly object[]) => ({
  type: 'REQUIRED_STATUS_CHECKS',
  parameters: { requiredStatusChecks },
});
const ref = (nodes: readonly object[], protection: object | null = null, totalCount = nodes.length) =>
  reader({ rules: { totalCount, nodes }, refUpdateRule: protection });

describe('required checks', () => {
  test('come from every rule, with the app that they are pinned to', () => {
    const ours = { context: 'countersign: main', integrationId: 12 };
    const nodes = [rule(ours), { type: 'DELETION', parameters: null }, rule({ context: 'ci', integrationId: null })];
    expect(readRequiredChecks(ref(nodes), null)).toEqual({
      known: true,
      value: [
        { context: 'countersign: main', appId: 12 },
        { context: 'ci', appId: null },
      ],
    });
  });

  test('of classic protection are added where no rule names them', () => {
    const nodes = [rule({ context: 'ci', integrationId: 3 })];
    expect(readRequiredChecks(ref(nodes, { requiredStatusCheckContexts: ['ci', 'lint'] }), null)).toEqual({
      known: true,
      value: [
        { context: 'ci', appId: 3 },
        { context: 'lint', appId: 'unsaid' },
      ],
    });
    expect(readRequiredChecks(ref([], { requiredStatusCheckContexts: null }), null)).toEqual({
      known: true,
      value: [],
    });
  });

  test.each([
    ['the branch is gone', reader(null), null, 'unavailable'],
    ['the rules may not be read', reader({ rules: null }), 'FORBIDDEN', 'forbidden'],
    ['GitHub failed', reader({ rules: null }), 'UNKNOWN', 'unavailable'],
    ['GitHub says nothing', reader({ rules: null, refUpdateRule: null }), null, 'forbidden'],
    ['there are too many rules', ref([rule()], null, 101), null, 'too-many'],
  ])('are unknown when %s', (_, read, failure, code) => {
    expect(readRequiredChecks(read, failure)).toMatchObject({ known: false, why: { code } });
  });
});
