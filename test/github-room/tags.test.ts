import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTag } from '../../src/github/tags.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(await StandIn.start());
}, 60_000);
afterAll(() => scene.github.stop());

const write = async (type: 'tag' | 'blob', text: string): Promise<string> => {
  const base64 = Buffer.from(text).toString('base64');
  return (await scene.github.writeObject({ repository: scene.repository, type, base64 })).oid;
};
const tagOf = (object: string, type: string, message = 'one\n'): string =>
  `object ${object}\ntype ${type}\ntag v1\ntagger Dana <dana@example.com> 1795000000 +0100\n\n${message}`;
const read = async (oid: string) => await readTag(scene.api, scene.place.repository, { oid, branch: 'main' });

describe('a tag', () => {
  test('may be a commit’s name alone: nobody signed that', async () => {
    expect(await read(scene.root)).toEqual({
      commit: scene.root,
      tree: expect.stringMatching(/^[0-9a-f]{40}$/),
      isAnnotated: false,
      signature: 'unsigned',
      isOnBranch: true,
    });
  });

  test('may be an object of its own, or a tag of a tag: it leads to a commit', async () => {
    const one = await write('tag', tagOf(scene.root, 'commit'));
    expect(await read(one)).toMatchObject({ commit: scene.root, isAnnotated: true, signature: 'unsigned' });
    expect(await read(await write('tag', tagOf(one, 'tag')))).toMatchObject({ commit: scene.root, isAnnotated: true });
  });

  test('that is signed is what GitHub says of the signature', async () => {
    const signature = '-----BEGIN PGP SIGNATURE-----\n\nnonsense\n-----END PGP SIGNATURE-----\n';
    const odd = await write('tag', tagOf(scene.root, 'commit', `one\n${signature}`));
    expect(await read(odd)).toMatchObject({ signature: 'invalid' });
  });

  test('of a commit that the branch does not have', async () => {
    const { oid } = await scene.github.createCommit({ repository: scene.repository, files: { a: 'a' } });
    expect(await read(oid)).toMatchObject({ commit: oid, isOnBranch: false });
  });

  test('that is gone, or leads to something else, is not read', async () => {
    expect(await read('d'.repeat(40))).toBeNull();
    expect(await read(await write('tag', tagOf(await write('blob', 'text'), 'blob')))).toBeNull();
  });
});

test('a repository that has the name now is another one', async () => {
  const { repository } = scene.place;
  const other = { ...repository, id: repository.id + 1 };
  await expect(readTag(scene.api, other, { oid: scene.root, branch: 'main' })).rejects.toMatchObject({
    code: 'github.not-found',
  });
});
