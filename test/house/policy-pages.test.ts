import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { fillTables, policyPages, writeTable } from '../../scripts/house/policy-pages.ts';
import { conditions } from '../../src/policy/conditions/registry.ts';

test('a table says key, value, default and meaning', () => {
  const rows = writeTable('signed').split('\n');
  expect(rows[0]).toBe('| key | value | default | means |');
  expect(rows[2]).toMatch(/^\| `by` \| `committer` · `author` · `anyone` \| `committer` \| Whose signature/);
  expect(writeTable('policy')).toContain('| `version` | `1` | *required* |');
  expect(writeTable('policy')).toContain('| `rules` | list of rules | *required* |');
  expect(() => writeTable('nothing')).toThrow('nothing');
});

test('only what stands between the marks is written', () => {
  const page = 'before\n<!-- keys: base -->\nold\n<!-- /keys -->\nafter `<!-- keys`\n';
  expect(fillTables(page)).toBe(
    `before\n<!-- keys: base -->\n${writeTable('base')}\n<!-- /keys -->\nafter \`<!-- keys\`\n`,
  );
});

test('each condition has a page, and every table in the pages is that of the schema', () => {
  const pages = policyPages();
  for (const { name } of conditions) expect(pages.map(({ path }) => path)).toContain(`docs/policy/${name}.md`);
  for (const { path, make } of pages) expect(make()).toBe(readFileSync(path, 'utf8'));
});
