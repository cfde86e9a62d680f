import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Forge } from '../../src/app/ports.ts';
import { createForge } from '../../src/github/forge.ts';
import { allNeeds } from '../../src/policy/needs.ts';
import { StandIn } from '../github/client.ts';
import { refuse } from './deployment-explanations.ts';
import { explain } from './explanations.ts';
import { openChange, openGate, openScene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

test('all doors lead to GitHub', async () => {
  const scene = await openScene(github);
  const forge: Forge = createForge({ client: scene.client, appId: scene.appId });
  const { place } = scene;
  const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
  const floor = { owner: scene.organization, name: '.github', named: false };
  const collected = await forge.changes.collect({
    place,
    number,
    needs: allNeeds,
    floor,
    observedAt: 0,
    policyBranch: null,
    groupHead: null,
  });
  expect(collected.change.head).toBe(head);
  expect(await forge.changes.open(place, 'main')).toEqual([{ number, base: 'main', head }]);
  expect(await forge.changes.withHead(place, head)).toEqual([number]);
  expect(await forge.changes.activity(place, 'refs/heads/fix')).toMatchObject({ known: true });

  const run = {
    name: 'countersign: main',
    head,
    externalId: 'x',
    status: { state: 'in_progress' as const },
    startedAt: 0,
    explanations: [{ number, explanation: explain() }],
    record: null,
    since: null,
    notices: [],
  };
  const { runId } = await forge.checks.write(place, run, null);
  expect(await forge.checks.find(place, head, run.name)).toEqual({ runId, externalId: 'x' });

  const marker = '0123abcd';
  expect(await forge.comments.has(place, number, { marker, since: 0 })).toBe(false);
  await forge.comments.write(place, number, { sentence: 'Judged again.', explanation: null, marker });
  const body = 'Judged again.\n\n<!-- countersign 0123abcd -->';
  expect(await github.comments({ repository: scene.repository, number })).toMatchObject([{ body }]);
  expect(await forge.comments.has(place, number, { marker, since: 0 })).toBe(true);

  expect(await forge.repositories.permission(place, 'nobody-has-this')).toBe('none');
  expect(await forge.repositories.required(place, 'main', run.name)).toMatchObject({ known: true });
  expect(await forge.repositories.lastTouched(place, 'main', 'README.md')).toBe(scene.root);
  expect(await forge.repositories.ofInstallation(place.installation)).toEqual([place]);
  expect(await forge.repositories.installations()).toHaveLength(1);
  expect(await forge.repositories.permissions()).toMatchObject({ checks: 'write' });
  expect(await forge.ledgerBranch(place, 'countersign/ledger').head()).toBeNull();
  expect((await github.stats()).problems).toEqual([]);
});

test('so do those of deployments', async () => {
  const scene = await openScene(github);
  const { deployments }: Forge = createForge({ client: scene.client, appId: scene.appId });
  const { place, root } = scene;
  const { oid: commit } = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { a: '1' } });
  const { run } = await openGate(scene, { commit });
  const floor = { owner: scene.organization, name: '.github', named: false };
  const wanted = { place, commit, ref: 'main', needs: allNeeds, floor, observedAt: 0, policyBranch: null };
  expect((await deployments.collect(wanted)).change).toMatchObject({ head: commit, base: 'main' });
  expect(await deployments.run(place, run)).toMatchObject({ id: run, head: commit });
  expect(await deployments.reviews(place, run)).toEqual({ known: true, value: [] });
  const history = { head: commit, oids: [commit], signatures: false };
  expect(await deployments.commits(place, history)).toMatchObject({ known: true, value: [{ oid: commit }] });
  expect(await deployments.between(place, { from: root, to: commit })).toEqual([commit]);
  const answer = {
    run,
    environment: 'production',
    commit,
    decided: 'rejected' as const,
    explanation: refuse(),
    record: null,
    details: 7,
    until: null,
  };
  expect(await deployments.answer(place, answer)).toBe(true);
  const [deployment] = await github.deployments({ repository: scene.repository });
  expect(deployment?.gates[0]?.answer).toMatchObject({
    state: 'rejected',
    comment: expect.stringContaining(`[Details](${scene.client.webUrl}/${scene.repository}/runs/7)`),
  });
  expect((await github.stats()).problems).toEqual([]);
});

test('a client of another app is a bug', async () => {
  const scene = await openScene(github);
  expect(() => createForge({ client: scene.client, appId: scene.appId + 1 })).toThrow('another app');
});
