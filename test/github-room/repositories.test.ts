import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  findRepository,
  listInstallations,
  listRepositories,
  readAppPermissions,
  readLastTouched,
  readPermission,
  readRequired,
} from '../../src/github/repositories.ts';
import { StandIn } from '../github/client.ts';
import { loginOf, openScene, type Scene } from './scene.ts';

const NAME = 'countersign: main';

describe('on the stand-in', () => {
  let github: StandIn;
  beforeAll(async () => {
    github = await StandIn.start();
  });
  afterAll(async () => {
    await github.stop();
  });

  const required = async (scene: Scene) =>
    readRequired(scene.api, scene.place.repository, { branch: 'main', checkName: NAME, appId: scene.appId });

  const rule = (checks: readonly { context: string; integration_id?: number }[]) => ({
    type: 'required_status_checks' as const,
    parameters: { required_status_checks: checks, strict_required_status_checks_policy: false },
  });

  test('permissions of people, and of nobody', async () => {
    const scene = await openScene(github);
    const names = scene.place.repository;
    expect(await readPermission(scene.api, names, loginOf(scene, 'dana'))).toBe('write');
    expect(await readPermission(scene.api, names, `${scene.organization}-owner`)).toBe('admin');
    expect(await readPermission(scene.api, names, 'nobody-has-this')).toBe('none');
  });

  test('is our check required, and can nobody else set it?', async () => {
    const scene = await openScene(github);
    const on = scene.repository;
    expect(await required(scene)).toEqual({ known: true, value: { required: false, pinned: false } });
    await github.createRuleset({
      on,
      name: 'a',
      include: ['~ALL'],
      rules: [rule([{ context: NAME }, { context: 'x' }])],
    });
    expect(await required(scene)).toEqual({ known: true, value: { required: true, pinned: false } });
    const pinned = [{ context: NAME, integration_id: scene.appId }];
    await github.createRuleset({ on, name: 'b', include: ['~ALL'], rules: [{ type: 'deletion' }, rule(pinned)] });
    expect(await required(scene)).toEqual({ known: true, value: { required: true, pinned: true } });
  });

  test('the newest commit that touched a path', async () => {
    const scene = await openScene(github);
    const { oid } = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { p: '1' } });
    await github.pushCommit({ repository: scene.repository, branch: 'main', files: { q: '2' } });
    const touched = async (path: string) =>
      readLastTouched(scene.api, scene.place.repository, { branch: 'main', path });
    expect(await touched('p')).toBe(oid);
    expect(await touched('nothing')).toBeNull();
  });

  test('a repository by its name, where the installation holds it', async () => {
    const scene = await openScene(github);
    const lines = { app: scene.client.app(), installation: scene.api };
    const find = async (owner: string, name: string, installation = scene.place.installation) =>
      findRepository(lines, installation, { owner, name });
    const { owner, name } = scene.place.repository;
    expect(await find(owner, name)).toEqual({ repository: scene.place.repository, isPrivate: false });
    expect(await find(owner, 'nowhere')).toBeNull();
    // Everybody may read a public repository, also where the app is not installed.
    const elsewhere = await openScene(github);
    expect(await find(elsewhere.organization, elsewhere.place.repository.name)).toBeNull();
    expect(await find(owner, name, elsewhere.place.installation)).toBeNull();
    await github.createRepository({ owner, name: 'closed', private: true });
    expect(await find(owner, 'closed')).toMatchObject({ isPrivate: true });
  });

  test('where the app is installed, and what it holds there', async () => {
    const scene = await openScene(github);
    await github.createRepository({ owner: scene.organization, name: 'web' });
    const places = await listRepositories(scene.api, scene.place.installation);
    expect(places).toContainEqual(scene.place);
    expect(places.map((place) => place.repository.name).toSorted()).toEqual(['shop', 'web']);
    const app = scene.client.app();
    expect(await listInstallations(app)).toEqual([
      { id: scene.place.installation, account: scene.organization, suspended: false },
    ]);
    await github.suspendInstallation({ installationId: scene.place.installation, suspended: true });
    expect(await listInstallations(app)).toMatchObject([{ suspended: true }]);
    expect(await readAppPermissions(app)).toMatchObject({ checks: 'write', members: 'read' });
  });
});
