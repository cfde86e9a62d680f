import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { toClosedSchema, toJsonSchema } from './json-schema.ts';
import { Contract } from './validators.ts';

const examples: unknown = createRequire(import.meta.url)('@octokit/webhooks-examples');

const noReferences = (): never => {
  throw new Error('no reference expected');
};

describe('closing a schema', () => {
  test('refuses unknown fields at every depth, and not the maps', () => {
    const open = toJsonSchema({
      type: 'object',
      properties: {
        list: { type: 'array', items: { type: 'object', properties: { a: {} } } },
        map: { type: 'object', additionalProperties: { type: 'string' } },
      },
    });
    const closed = toClosedSchema(open, noReferences) as { properties: { list: { items: object }; map: object } };
    expect(closed).toHaveProperty('unevaluatedProperties', false);
    expect(closed.properties.list.items).toHaveProperty('unevaluatedProperties', false);
    expect(closed.properties.map).not.toHaveProperty('unevaluatedProperties');
  });

  test('closes a composite once, around its branches', () => {
    const open = toJsonSchema({
      type: 'object',
      properties: { a: {} },
      oneOf: [{ properties: { b: {} }, additionalProperties: true }, { properties: { c: {} } }],
    });
    const closed = toClosedSchema(open, noReferences) as { anyOf: readonly object[] };
    expect(closed).toHaveProperty('unevaluatedProperties', false);
    for (const branch of closed.anyOf) expect(branch).not.toHaveProperty('unevaluatedProperties');
    for (const branch of closed.anyOf) expect(branch).not.toHaveProperty('additionalProperties');
  });

  test('nullable and drops of what only explains', () => {
    expect(toJsonSchema({ type: 'string', nullable: true, description: 'x', example: 'y' })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'null' }],
    });
    const either = { anyOf: [{ type: 'string' }], type: ['null', 'string'] };
    expect(toJsonSchema({ oneOf: [{ type: 'string' }], type: ['null', 'string'] })).toEqual({
      anyOf: [either, { type: 'null' }],
    });
    expect(toJsonSchema({ type: 'object', properties: { description: { type: 'string' } } })).toEqual({
      type: 'object',
      properties: { description: { type: 'string' } },
    });
  });
});

describe('the webhook description', () => {
  const contract = new Contract('webhooks');

  test('refuses a payload that lacks what it needs', () => {
    expect(contract.checkWebhook('pull-request-labeled', { action: 'labeled' })).not.toEqual([]);
    expect(contract.checkWebhook('pull-request-invented', {})).toBeNull();
  });

  test.each(['check_run', 'issue_comment', 'membership', 'team', 'installation'])(
    'accepts a recorded %s payload',
    (event) => {
      const recorded = (examples as readonly { name: string; examples: readonly { action?: string }[] }[]).find(
        ({ name }) => name === event,
      );
      const accepted = (recorded?.examples ?? []).filter((payload) => {
        const name = `${event}-${payload.action}`.replaceAll('_', '-');
        return contract.checkWebhook(name, payload)?.length === 0;
      });
      // Old recordings lack fields that GitHub added since; one that fits shows that ours are judged by the same measure.
      expect(accepted.length).toBeGreaterThan(0);
    },
  );
});
