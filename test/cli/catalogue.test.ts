import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { catalogue } from '../../src/cli/catalogue.ts';

test('every file in commands/ is a command of that name, and the other way round', () => {
  const files = readdirSync('src/cli/commands').toSorted();
  expect(catalogue.map(({ name }) => `${name.replace(' ', '-')}.ts`).toSorted()).toEqual(files);
});

test.each(catalogue.map((entry) => [entry.name, entry] as const))(
  '%s explains itself, with an example',
  async (name, entry) => {
    const command = await entry.load();
    expect(command.about.length).toBeGreaterThan(0);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example).toContain(`countersign ${name}`);
    for (const { says, choices, value } of command.options) {
      expect(says).not.toBe('');
      if (choices !== undefined) expect(value).toBeDefined();
    }
  },
);

test('commands of later versions are not listed', () => {
  for (const later of ['signatures', 'simulate', 'policy test', 'doctor']) {
    expect(catalogue.map(({ name }) => name)).not.toContain(later);
  }
});
