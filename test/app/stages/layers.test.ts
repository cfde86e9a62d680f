import { expect, test } from '@jest/globals';
import type { PolicyFile } from '../../../src/app/ports.ts';
import { needsOfLayers, POLICY_PATH, readLayers } from '../../../src/app/stages/layers.ts';
import { unknown } from '../../../src/policy/facts.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { collectedOf, gatheredOf, noFloor, policyFile } from './judgement.ts';
import { type Shop, useScene } from './scene.ts';

const scene = useScene();
const uri = 'https://github.com/acme/shop';

interface Reading {
  readonly policy?: PolicyFile;
  readonly floor?: PolicyFile;
  readonly known?: Parameters<typeof gatheredOf>[1];
}

async function read(shop: Shop, { known = [], ...files }: Reading) {
  const reading = { place: shop.place, collected: collectedOf(files), known, policyBranch: 'main' };
  const [floor, repository] = await readLayers(scene.context, reading);
  return { floor: floor?.source, repository: repository?.source };
}

const knownIn = (layer: 'floor' | 'repository') => [{ layer, version: 1, digest: 'd', pins: null }];
const absent = (commit: string | null): PolicyFile => ({ state: 'absent', commit, uri });

test('a policy, a mistake, what is no file and what GitHub would not show are told apart', async () => {
  const shop = await scene.shop();
  expect(await read(shop, {})).toMatchObject({ floor: { state: 'absent' }, repository: { state: 'policy' } });

  const mistaken = await read(shop, { policy: policyFile('version: 1\nrules: [\n'), floor: policyFile(TITLE_POLICY) });
  expect(mistaken.floor?.state).toBe('policy');
  expect(mistaken.repository).toMatchObject({ state: 'invalid', problems: [{ line: expect.any(Number) }] });

  const unusable = await read(shop, { policy: { state: 'unusable', why: 'it is a link', commit: 'c', uri } });
  expect(unusable.repository).toMatchObject({ state: 'invalid', problems: [{ message: 'it is a link' }] });

  const { why } = unknown('forbidden', 'not for this app') as { why: { code: 'forbidden'; detail: string } };
  expect((await read(shop, { floor: { state: 'unreadable', why, uri } })).floor).toEqual({ state: 'unreadable', why });
});

test('a file that the ledger knows and that is gone was removed, by a commit that is named', async () => {
  const shop = await scene.shop();
  const { oid } = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    files: { [POLICY_PATH]: null },
  });
  const known = knownIn('repository');
  const gone = { policy: absent(oid), known };
  expect((await read(shop, gone)).repository).toEqual({ state: 'removed', by: oid });
  expect((await read(shop, { policy: absent(oid), known: knownIn('floor'), floor: absent(null) })).repository).toEqual({
    state: 'absent',
  });
});

test('so was a floor; where its whole repository is gone, nobody can say by whom', async () => {
  const shop = await scene.shop();
  const owner = shop.place.repository.owner;
  const floor = await scene.github.createRepository({ owner, name: '.github', files: { [POLICY_PATH]: TITLE_POLICY } });
  const { oid } = await scene.github.pushCommit({
    repository: floor.fullName,
    branch: 'main',
    files: { [POLICY_PATH]: null },
  });
  const known = knownIn('floor');
  expect((await read(shop, { floor: absent(oid), known })).floor).toEqual({ state: 'removed', by: oid });
  await scene.github.deleteRepository({ repository: floor.fullName });
  expect((await read(shop, { floor: absent(oid), known })).floor).toEqual({ state: 'removed', by: null });
  expect((await read(shop, { floor: noFloor, known })).floor).toEqual({ state: 'removed', by: null });
});

test('a floor that the configuration names must be there: its repository without the file is no absent floor', async () => {
  const shop = await scene.shop();
  const { place } = shop;
  const config = { ...scene.context.config, floor: { owner: 'acme', name: 'rules' } };
  const readNamed = async (known: Reading['known'] = []) => {
    const reading = { place, collected: collectedOf({ floor: absent(null) }), known, policyBranch: 'main' };
    return (await readLayers({ ...scene.context, config }, reading))[0]?.source;
  };
  expect(await readNamed()).toMatchObject({ state: 'unreadable', why: { code: 'forbidden' } });
  expect(await readNamed(knownIn('floor'))).toEqual({ state: 'removed', by: null });
});

test('the needs are those of all policies together; what is no policy asks for nothing', () => {
  const signed = policyFile('version: 1\nrules:\n  - name: r\n    require: { signed: {} }\n');
  const changed = policyFile("version: 1\nrules:\n  - name: r\n    require: { changed: { any: ['src'] } }\n");
  const of = (files: Pick<Reading, 'policy' | 'floor'>) => needsOfLayers(gatheredOf(files).layers);
  const both = of({ floor: signed, policy: changed });
  expect(both).toMatchObject({ commits: true, files: true, reviews: false });
  expect(of({ floor: signed, policy: policyFile('rules: 1') })).toEqual(of({ policy: signed }));
});
