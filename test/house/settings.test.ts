import { describe, expect, test } from '@jest/globals';
import { compareSettings, namesInExample, namesInTable, namesRead } from '../../scripts/house/settings.ts';
import { isNotSetUp, readConfig } from '../../src/app/config.ts';
import { readText } from './project.ts';

test('what the configuration reads, what .env.example shows and what operating.md explains are the same', () => {
  const read = [...namesRead(readConfig), ...namesRead(isNotSetUp)];
  expect(read).toContain('WEBHOOK_SECRET');
  const lists = {
    read,
    example: namesInExample(readText('.env.example')),
    explained: namesInTable(readText('docs/operating.md')),
  };
  expect(compareSettings(lists)).toEqual([]);
});

test('names are read from an example, commented out or not', () => {
  expect(namesInExample('# Words: PORT is here\nAPP_ID=\n#PORT=3000\n  X=1\n# HOST=\n')).toEqual(['APP_ID', 'PORT']);
});

test('names are read from the first column of the table of settings only', () => {
  const text =
    '## Other\n| `NO` | x |\n## Settings\n\n| setting | means |\n|---|---|\n| `HOST`, `PORT` | not `NO` |\n\n## Next\n| `NO` |\n';
  expect(namesInTable(text)).toEqual(['HOST', 'PORT']);
});

test('what a reader asks for is found, also when it asks only if another is set, and also when it throws', () => {
  const read = namesRead((env) => {
    if (env['HOST'] !== undefined) throw new Error(String(env['PORT']));
  });
  expect(read).toEqual(['HOST', 'PORT']);
});

describe('lists that differ', () => {
  const all = ['PORT'];
  test.each([
    [{ read: [], example: all, explained: all }, 'PORT is documented, and nothing reads it'],
    [{ read: all, example: [], explained: all }, 'PORT is missing in .env.example'],
    [{ read: all, example: all, explained: [] }, 'PORT is missing in docs/operating.md'],
    [{ read: all, example: ['PORT', 'PORT'], explained: all }, 'PORT stands twice in .env.example'],
  ])('%j', (lists, problem) => expect(compareSettings(lists)).toEqual([problem]));
});
