import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import type { Forge, Place } from '../../../src/app/ports.ts';
import { markPropertiesChanged, propertiesOf } from '../../../src/app/stages/properties.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { fresh } from '../../store/fixture.ts';
import { type Bench, openBench } from './bench.ts';
import { useScene } from './scene.ts';

const scene = useScene();
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

type Read = Forge['repositories']['properties'];

/** A GitHub that answers by this, a clock that is set by hand, and a repository of its own. */
function watched(read: Read) {
  let time = 1_000_000;
  let asked = 0;
  const properties: Read = async (place) => {
    asked += 1;
    return await read(place);
  };
  const forge = { repositories: { properties } } as unknown as Forge;
  const context: Context = { ...bench.context, forge, clock: { now: () => time } };
  const place: Place = { installation: 1, repository: { id: fresh(), owner: 'acme', name: 'shop' } };
  return {
    context,
    place,
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
    asked: () => asked,
  };
}

test('are read from GitHub, and once in ten minutes', async () => {
  const { place, name } = await scene.shop();
  await scene.github.setProperties({ repository: name, values: { tier: 'gold', teams: ['a', 'b'], unset: null } });
  const value = { tier: 'gold', teams: ['a', 'b'], unset: null };
  await scene.github.resetStats();
  for (let n = 0; n < 3; n++) expect(await propertiesOf(scene.context, place)).toEqual(known(value));
  expect((await scene.github.stats()).byRoute).toMatchObject({ 'GET /repos/{owner}/{repo}/properties/values': 1 });
});

test('are read again after ten minutes, or when they changed', async () => {
  const { context, place, wait, asked } = watched(async () => known({}));
  await propertiesOf(context, place);
  wait(10 * MINUTE - 1);
  await propertiesOf(context, place);
  expect(asked()).toBe(1);
  wait(1);
  await propertiesOf(context, place);
  expect(asked()).toBe(2);
  await markPropertiesChanged(context, place.repository.id);
  await propertiesOf(context, place);
  expect(asked()).toBe(3);
});

test('are read again when they changed by a clock that is behind', async () => {
  const { context, place, wait, asked } = watched(async () => known({}));
  await propertiesOf(context, place);
  wait(-5_000);
  await markPropertiesChanged(context, place.repository.id);
  wait(5_000);
  await propertiesOf(context, place);
  expect(asked()).toBe(2);
});

test('that changed while they were read are not kept', async () => {
  let meanwhile: (() => Promise<void>) | null = null;
  const { context, place, wait, asked } = watched(async () => {
    await meanwhile?.();
    return known({ tier: asked() === 1 ? 'old' : 'new' });
  });
  meanwhile = async () => {
    wait(5);
    await markPropertiesChanged(context, place.repository.id);
    wait(5);
    meanwhile = null;
  };
  await propertiesOf(context, place);
  expect(await propertiesOf(context, place)).toEqual(known({ tier: 'new' }));
});

test('that cannot be read are asked for every time', async () => {
  const { context, place, asked } = watched(async () => unknown('forbidden', 'the app may not read them'));
  for (let n = 0; n < 2; n++) expect(await propertiesOf(context, place)).toMatchObject({ known: false });
  expect(asked()).toBe(2);
});
