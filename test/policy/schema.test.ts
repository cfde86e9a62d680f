import { expect, test } from '@jest/globals';
import { conditions } from '../../src/policy/conditions/registry.ts';
import { policySchema } from '../../src/policy/schema.ts';

const closedMaps = (schema: unknown, path = ''): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const isOpenMap = 'properties' in schema && !('additionalProperties' in schema);
  return [
    ...(isOpenMap ? [path] : []),
    ...Object.entries(schema).flatMap(([key, value]) => closedMaps(value, `${path}/${key}`)),
  ];
};

test('no map of the language lets an unknown key through', () => {
  expect(closedMaps(policySchema)).toEqual([]);
});

test('every condition is in it under its own name', () => {
  const text = JSON.stringify(policySchema);
  for (const { name, schema } of conditions)
    expect(text).toContain(`${JSON.stringify(name)}:${JSON.stringify(schema)}`);
});

test('every key that a person writes has a description', () => {
  const undescribed: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const properties = 'properties' in schema && typeof schema.properties === 'object' ? (schema.properties ?? {}) : {};
    for (const [key, value] of Object.entries(properties)) {
      if (!JSON.stringify(value).includes('"description"') && !JSON.stringify(value).includes('$ref'))
        undescribed.push(`${path}.${key}`);
      walk(value, `${path}.${key}`);
    }
    if ('definitions' in schema) for (const [key, value] of Object.entries(schema.definitions ?? {})) walk(value, key);
  };
  walk(policySchema, '');
  expect(undescribed).toEqual([]);
});
