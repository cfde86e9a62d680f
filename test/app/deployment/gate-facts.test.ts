import { describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../../src/ledger/evidence-names.ts';
import { readFacts } from '../../../src/ledger/facts-document.ts';
import { readEntries, type Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

/** The facts of the last deployment that was decided, as they are kept. */
async function factsOf(shop: Shop) {
  const ledger = await shop.ledger();
  const entry = (await readEntries(scene.context, shop)).findLast(({ kind }) => kind === 'decision');
  const [named] = entry === undefined ? [] : evidenceOf(entry.statement);
  const documents = new Map<string, unknown>();
  const read = async (digest: string): Promise<void> => {
    const kept = await scene.store.ledgers.evidence(ledger.id, digest);
    if (kept === null || documents.has(digest)) return;
    documents.set(digest, JSON.parse(kept.document));
    for (const other of kept.document.match(/[0-9a-f]{64}/g) ?? []) await read(other);
  };
  await read(named?.digest ?? '');
  const facts = readFacts(named?.digest ?? '', (digest) => (documents.get(digest) ?? null) as never);
  if (facts === null) throw new Error('there are no facts');
  return facts.parts;
}

describe('what is known of a deployment', () => {
  test('who deploys, what it brings, and nothing that no rule asks for', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const commit = await scene.land(shop);
    const asked = await scene.ask(shop, { commit });
    await scene.github.resetStats();
    await scene.decide(shop, asked);
    const { byRoute } = await scene.github.stats();
    expect(Object.keys(byRoute).filter((route) => route.includes('approvals') || route.includes('compare'))).toEqual(
      [],
    );
    const parts = await factsOf(shop);
    expect(parts.get('deployment')).toMatchObject({
      environment: 'production',
      id: asked.id,
      run: { id: asked.run, attempt: 1, workflow: '.github/workflows/deploy.yml', event: 'push' },
      deployer: { login: scene.sample.owner.login },
      landedOn: { value: ['main'] },
      source: { value: { count: 2 } },
    });
    expect(parts.get('commits')).toMatchObject({ known: false, why: { code: 'not-needed' } });
    expect(parts.get('change')).toMatchObject({ number: null, base: 'main', head: commit, headName: 'main' });
  });

  test('the commits that it brings, where a rule asks for them; the message of a merge is nobody’s', async () => {
    const shop = await scene.deployingShop('ticket: { from: jira, in: each_commit }');
    const commit = await scene.land(shop);
    const view = await scene.decide(shop, await scene.ask(shop, { commit }));
    expect(view.gates[0]?.answer?.state).toBe('approved');
    expect((await factsOf(shop)).get('commits')).toMatchObject({
      value: [{ message: expect.stringContaining('SHOP-1 fix') }, { oid: commit, updatesFromBase: true }],
    });
  });
});
