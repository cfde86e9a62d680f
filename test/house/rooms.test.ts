import { describe, expect, test } from '@jest/globals';
import { checkLeaves, checkRooms, findCycles, roomOf, rooms } from '../../scripts/house/rooms.ts';
import { parseSource } from '../../scripts/house/source-file.ts';
import { readText, source } from './project.ts';

const file = (path: string, ...imports: readonly string[]) =>
  parseSource(path, imports.map((each) => `import '${each}';`).join('\n'));

test('every import of this project is in the table', () => expect(checkRooms(source)).toEqual([]));
test('no imports go round in a circle', () => expect(findCycles(source)).toEqual([]));
test('what stands in base is used by at least two rooms', () => expect(checkLeaves(source)).toEqual([]));

test('every package that a room names is a dependency', () => {
  const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
  const imported = new Set(source.flatMap(({ imports }) => imports).filter((each) => !/^(\.|node:|<)/.test(each)));
  const names = [...imported].map((each) => each.split('/', each.startsWith('@') ? 2 : 1).join('/'));
  expect(names.filter((name) => !(name in dependencies))).toEqual([]);
});

describe('the table', () => {
  test.each([
    ['src/policy/a.ts', '../base/json.ts'],
    ['src/policy/conditions/a.ts', '../facts.ts'],
    ['src/ledger/a.ts', 'node:crypto'],
    ['src/git/a.ts', 'node:fs/promises'],
    ['src/policy/parse.ts', 'yaml'],
    ['src/app/a.ts', '../store/store.ts'],
    ['src/cli/a.ts', 'node:readline'],
    ['src/main.ts', './app/app.ts'],
  ])('%s may import %s', (path, imported) => expect(checkRooms([file(path, imported)])).toEqual([]));

  test.each([
    ['src/base/a.ts', '../policy/facts.ts'],
    ['src/base/a.ts', 'node:fs'],
    ['src/policy/a.ts', '../store/store.ts'],
    ['src/policy/a.ts', 'node:crypto'],
    ['src/policy/a.ts', 'yaml'],
    ['src/policy/conditions/parse.ts', 'yaml'],
    ['src/policy/a.ts', '../../test/sample.ts'],
    ['src/ledger/a.ts', 'node:fs'],
    ['src/ledger/a.ts', 'node:crypto2'],
    ['src/store/a.ts', '../github/api.ts'],
    ['src/web/a.ts', '../app/app.ts'],
    ['src/app/a.ts', '../cli/main.ts'],
    ['src/cli/a.ts', '../web/routes.ts'],
    ['src/git/a.ts', 'openpgp'],
    ['src/app/a.ts', '<computed>'],
    ['src/main.ts', './policy/facts.ts'],
  ])('%s may not import %s', (path, imported) =>
    expect(checkRooms([file(path, imported)])).toEqual([`${path} may not import ${imported}`]),
  );

  test('a type counts as an import', () => {
    const sample = parseSource('src/base/a.ts', "import type { Facts } from '../policy/facts.ts';");
    expect(checkRooms([sample])).toEqual(['src/base/a.ts may not import ../policy/facts.ts']);
  });

  test('a new room, and a file outside of the rooms, are asked for', () => {
    expect(checkRooms([file('src/attic/a.ts')])).toEqual(['src/attic/a.ts: the table has no room named attic']);
    expect(checkRooms([file('src/tool.ts')])).toEqual(['src/tool.ts stands in no room']);
    expect(roomOf('test/policy/a.test.ts')).toBeNull();
  });

  test('rooms form an order: none is reachable from itself', () => {
    const reach = (name: string, seen: readonly string[] = []): readonly string[] =>
      seen.includes(name)
        ? seen
        : (rooms[name]?.rooms ?? []).reduce<readonly string[]>((all, next) => reach(next, all), [...seen, name]);
    for (const name of Object.keys(rooms)) {
      expect((rooms[name]?.rooms ?? []).filter((next) => reach(next).includes(name))).toEqual([]);
    }
  });
});

test('a leaf of one room only is told', () => {
  const leaf = file('src/base/leaf.ts');
  const one = file('src/policy/a.ts', '../base/leaf.ts');
  const two = file('src/ledger/a.ts', '../base/leaf.ts');
  expect(checkLeaves([leaf, one, file('src/policy/b.ts', '../base/leaf.ts')])).toEqual([
    'src/base/leaf.ts is imported by fewer than two rooms',
  ]);
  expect(checkLeaves([leaf, one, two])).toEqual([]);
  expect(checkLeaves([leaf, one, file('src/base/b.ts', './leaf.ts')])).toEqual([
    'src/base/b.ts is imported by fewer than two rooms',
  ]);
});

test('a circle is told with every file on it', () => {
  const circle = [
    file('src/app/a.ts', './b.ts'),
    file('src/app/b.ts', './stages/c.ts'),
    file('src/app/stages/c.ts', '../a.ts'),
  ];
  expect(findCycles(circle)).toEqual(['src/app/a.ts → src/app/b.ts → src/app/stages/c.ts → src/app/a.ts']);
  expect(findCycles([file('src/app/a.ts', './a.ts')])).toEqual(['src/app/a.ts → src/app/a.ts']);
  expect(
    findCycles([file('src/app/a.ts', './b.ts', './c.ts'), file('src/app/b.ts', './c.ts'), file('src/app/c.ts')]),
  ).toEqual([]);
});
