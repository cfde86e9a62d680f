import { expect, test } from '@jest/globals';
import { csvHead, csvOf, nameActor, nameSubject, recordOf } from '../../../src/cli/ledger/entry-record.ts';
import { viewEntry } from '../../../src/ledger/entry-view.ts';
import { entryAt, ORIGIN } from '../../ledger/sample.ts';

const view = viewEntry(2, entryAt(2).bytes);
const nothing = viewEntry(3, new Uint8Array());

test('a record holds all that a view does, with the name of the repository alone', () => {
  const { readable, ...others } = recordOf(view);
  expect({ ...others, isReadable: readable, repositoryId: view.repositoryId }).toEqual(view);
});

test('a line of CSV has a cell for every column, whatever is missing', () => {
  const cells = (line: string): number => line.split(',').length;
  expect(cells(csvOf(view))).toBe(cells(csvHead));
  expect(csvOf(nothing)).toBe(`3${','.repeat(cells(csvHead) - 1)}\r\n`);
  const rules = ['a', '=b'];
  expect(csvOf({ ...view, rules })).toContain(',FAILED | deny,a | =b,acme/shop,');
  expect(csvOf({ ...view, subject: '=evil()' })).toContain(",'=evil(),");
});

test.each([
  [{ id: 7, type: 'user', login: 'dana' }, 'dana (7)'],
  [{ id: 7, type: 'user', login: null }, 'user 7'],
  [{ id: null, type: null, login: null }, 'actor ?'],
  [null, ''],
])('the actor %j is named %j', (actor, name) => expect(nameActor({ ...view, actor })).toBe(name));

test('in the ledger of another repository, a number comes with the name of its own', () => {
  const [named = ''] = nameSubject(view, 'countersign.example/acme/audit').split(' ');
  expect(named).toBe('acme/shop#2');
  expect(nameSubject(view, null)).toMatch(/^#2 /);
});

test('the subject is named by what is shortest', () => {
  expect(nameSubject(view, ORIGIN)).toBe(`#2 ${view.commit?.slice(0, 7) ?? ''}`);
  expect(nameSubject({ ...view, changes: [4, 5], commit: null }, ORIGIN)).toBe('#4 #5');
  expect(nameSubject({ ...view, changes: [], refs: ['refs/heads/main'], commit: null }, ORIGIN)).toBe(
    'refs/heads/main',
  );
  expect(nameSubject({ ...nothing, subject: 'pkg:npm/shop' }, ORIGIN)).toBe('pkg:npm/shop');
  expect(nameSubject(nothing, null)).toBe('');
});
