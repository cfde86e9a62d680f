import { describe, expect, test } from '@jest/globals';
import { assertMeant, assertOneCommit, isAbout, nameAsked } from '../../../src/ledger/trace/meant.ts';
import type { Asked } from '../../../src/ledger/trace/scope.ts';
import { api, commits, told, webScene } from './scene.ts';

const scene = webScene();
scene.repository = api;
scene.decide(commits.head, { change: 42 });
const entries = scene.traced();
const web = webScene().traced();

test.each<[Asked, string]>([
  [{ is: 'change', number: 42 }, '#42'],
  [{ is: 'deployment', id: 1234 }, 'deployment:1234'],
  [{ is: 'commit', prefix: '3c1e5a7' }, '3c1e5a7'],
  [{ is: 'ticket', key: 'SHOP-412' }, 'SHOP-412'],
])('%j is called %s', (asked, name) => expect(nameAsked(asked)).toBe(name));

test('which of several commits, has to be said', () => {
  expect(assertOneCommit('3c1e5a7', web)).toBe(commits.change);
  expect(assertOneCommit('7777777', web)).toBeNull();
  expect(() => assertOneCommit('', web)).toThrow('Several commits begin with');
});

describe('which of several repositories, has to be said', () => {
  test.each<Asked>([
    { is: 'change', number: 42 },
    { is: 'commit', prefix: commits.head },
  ])('%j', (asked) => {
    expect(() => assertMeant(asked, entries)).toThrow('acme/api, acme/web');
    expect(() => assertMeant(asked, web)).not.toThrow();
  });
  test('but not by a ticket', () =>
    expect(() => assertMeant({ is: 'ticket', key: 'SHOP-412' }, entries)).not.toThrow());
});

test.each<[Asked, readonly number[]]>([
  [{ is: 'ticket', key: 'SHOP-412' }, [told.tested42]],
  [{ is: 'commit', prefix: commits.part }, [told.landed42]],
  [{ is: 'deployment', id: 1240 }, [told.production43]],
  [{ is: 'change', number: 41 }, [told.decided41, told.landed41]],
])('%j is what %j are about', (asked, indexes) =>
  expect(web.filter((entry) => isAbout(asked, entry)).map(({ index }) => index)).toEqual(indexes),
);
