import { describe, expect, test } from '@jest/globals';
import { addPreviousPaths } from '../../../src/github/facts/renames.ts';
import { oid } from '../gql.ts';
import { INSTALLATION, openClient, openLine, recordGitHub } from '../line.ts';

recordGitHub();

const place = { owner: 'acme', name: 'shop' };
const head = oid(1);
const file = (path: string, change: 'added' | 'renamed' | 'copied') => ({
  path,
  previousPath: null,
  change,
  additions: 1,
  deletions: 0,
});
const listed = (filename: string, previous?: string, ref = head) => ({
  filename,
  contents_url: `https://api.github.com/repos/acme/shop/contents/${filename}?ref=${ref}`,
  ...(previous === undefined ? {} : { previous_filename: previous }),
});
const url = '/repos/acme/shop/pulls/42/files?per_page=100';

describe('old paths', () => {
  test('cost nothing where nothing moved', async () => {
    const client = openClient();
    const files = [file('a', 'added')];
    expect(await addPreviousPaths(client.installation(INSTALLATION), place, { number: 42, head, files })).toBe(files);
    expect(client.requests()).toBe(0);
  });

  test('are read for renamed and copied files', async () => {
    const { api, github } = openLine();
    github.get(url).reply(200, [listed('a'), listed('b', 'old/b'), listed('c', 'old/c')]);
    const files = [file('a', 'added'), file('b', 'renamed'), file('c', 'copied')];
    const paths = (await addPreviousPaths(api, place, { number: 42, head, files })).map((one) => one.previousPath);
    expect(paths).toEqual([null, 'old/b', 'old/c']);
  });

  test('of another head, or missing, make the answer incomplete', async () => {
    const { api, github } = openLine();
    const change = { number: 42, head, files: [file('b', 'renamed')] };
    github.get(url).reply(200, [listed('b', 'old/b', oid(2))]);
    await expect(addPreviousPaths(api, place, change)).rejects.toMatchObject({ code: 'github.incomplete' });
    github.get(url).reply(200, [listed('b')]);
    await expect(addPreviousPaths(api, place, change)).rejects.toMatchObject({ code: 'github.incomplete' });
    github.get(url).reply(200, []);
    await expect(addPreviousPaths(api, place, change)).rejects.toMatchObject({ code: 'github.incomplete' });
  });
});
