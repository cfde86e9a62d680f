import { describe, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { artifactsOf } from '../../../src/app/deployment/artifacts.ts';
import { parseTrustedRoots } from '../../../src/signatures/trusted-roots.ts';
import { attestRun, type RunClaims } from '../../signatures/attestations.ts';
import { makeInstance } from '../../signatures/instance.ts';
import type { Shop } from '../stages/scene.ts';
import { type Asked, useDeployments } from './deployment-scene.ts';

const scene = useDeployments();
const instances = { github: makeInstance('github', Date.now()), open: makeInstance('public-good', Date.now()) };
const trusting = (...lines: readonly string[]): Context => ({
  ...scene.context,
  config: { ...scene.context.config, trustedRoots: parseTrustedRoots(lines.join('\n')).roots },
});
const digest = 'b'.repeat(64);

interface Building {
  readonly shop: Shop;
  readonly asked: Asked;
  readonly commit: string;
}

/** What a job of the run builds and attests; GitHub's own instance signs, unless another is named. */
async function build(
  { shop, asked, commit }: Building,
  changes: RunClaims = {},
  instance = instances.github,
): Promise<void> {
  await scene.github.addArtifact({ run: asked.run, name: 'shop', digest });
  const run = { repository: shop.name, repositoryId: shop.place.repository.id, commit, run: asked.run, ...changes };
  await scene.github.attest({ repository: shop.name, bundle: attestRun(instance, { digest, at: Date.now(), run }) });
}

async function begin(require: string): Promise<Building> {
  const shop = await scene.deployingShop(require);
  const commit = await scene.land(shop);
  return { shop, commit, asked: await scene.ask(shop, { commit }) };
}

/** Another run for the same commit. */
const again = async ({ shop, commit }: Building): Promise<Building> => ({
  shop,
  commit,
  asked: await scene.ask(shop, { commit }),
});

const decide = async ({ shop, asked }: Building, context: Context) =>
  (await scene.decide(shop, asked, context)).gates[0]?.answer;
const both = (): Context => trusting(instances.github.trustedRoot, instances.open.trustedRoot);

describe('a deployment of what its run has built', () => {
  test.each(['github', 'open'] as const)('is allowed, by the authority %s', async (name) => {
    const building = await begin('provenance: { artifacts: shop, workflow: .github/workflows/deploy.yml }');
    await build(building, {}, instances[name]);
    expect(await decide(building, both())).toMatchObject({ state: 'approved' });
    const [decision] = (await scene.told(building.shop, 'countersign_decision')).filter(
      ({ kind }) => kind === 'deployment',
    );
    expect(decision).toMatchObject({ verdict: 'allow', rules: { met: 1, unknown: 0 } });
  });

  test('is refused when another repository, commit, run or issuer attests it', async () => {
    const first = await begin('provenance: {}');
    const claims: readonly RunClaims[] = [
      { repositoryId: 1 },
      { commit: 'a'.repeat(40) },
      { run: 1 },
      { issuer: 'https://token.actions.githubusercontent.com.example' },
    ];
    for (const changes of claims) {
      const building = await again(first);
      await build(building, changes);
      const answer = await decide(building, both());
      expect(answer?.state).toBe('rejected');
      expect(answer?.comment).toContain('without an attestation that fits');
    }
  });

  test('is refused when nothing was built, or nothing attested', async () => {
    const bare = await begin('provenance: {}');
    expect((await decide(bare, both()))?.state).toBe('rejected');
    const unsigned = await again(bare);
    await scene.github.addArtifact({ run: unsigned.asked.run, name: 'shop', digest });
    expect((await decide(unsigned, both()))?.state).toBe('rejected');
  });

  test('a root that the server was not given proves nothing', async () => {
    const building = await begin('provenance: {}');
    await build(building, {}, instances.open);
    expect((await decide(building, trusting(instances.github.trustedRoot)))?.state).not.toBe('approved');
    await build(building);
    const { shop, asked } = building;
    expect(await artifactsOf(trusting(), { place: shop.place, run: asked.run })).toMatchObject({
      value: [
        {},
        {
          attestations: {
            value: [
              { valid: false, why: 'no-root' },
              { valid: false, why: 'no-root' },
            ],
          },
        },
      ],
    });
  });
});

test('without trusted roots GitHub is not asked', async () => {
  const { shop, asked } = await begin('source: reviewed');
  await scene.github.resetStats();
  expect(await artifactsOf(scene.context, { place: shop.place, run: asked.run })).toMatchObject({
    known: false,
    why: { code: 'not-configured' },
  });
  expect((await scene.github.stats()).total).toBe(0);
});

test('nothing is read for a policy that does not ask', async () => {
  const building = await begin('source: reviewed');
  await scene.github.resetStats();
  await decide(building, both());
  const { byRoute } = await scene.github.stats();
  expect(Object.keys(byRoute).filter((route) => /artifacts|attestations/.test(route))).toEqual([]);
});

test('an attestation that is not shown, and an artifact without a digest', async () => {
  const building = await begin('source: reviewed');
  const { shop, asked } = building;
  await scene.github.addArtifact({ run: asked.run, name: 'old', digest: null });
  await scene.github.addArtifact({ run: asked.run, name: 'shop', digest });
  const bundle = attestRun(instances.github, { digest, at: Date.now() });
  await scene.github.attest({ repository: shop.name, bundle, hidden: true });
  expect(await artifactsOf(both(), { place: shop.place, run: asked.run })).toEqual({
    known: true,
    value: [
      { name: 'shop', digest, attestations: { known: true, value: [{ valid: false, why: 'not-shown' }] } },
      { name: 'old', digest: null, attestations: { known: true, value: [] } },
    ],
  });
});
