import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ApiAnswer, type ApiOptions, StandIn } from './client.ts';
import { makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;
let main: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeSample(github);
  main = sample.made.head ?? '';
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

async function api(path: string, options: ApiOptions = {}): Promise<ApiAnswer> {
  return github.api(`/repos/${sample.repository}${path}`, { token: sample.app.token, ...options });
}

async function made(path: string, body: unknown): Promise<string> {
  const answer = await api(path, { body });
  expect(answer.status).toBe(201);
  return (answer.body as { readonly sha: string }).sha;
}

/** A tree of one file, and a parentless commit of it. */
async function makeRoot(): Promise<string> {
  const tree = await made('/git/trees', { tree: [{ path: 'a/b.txt', mode: '100644', type: 'blob', content: 'b\n' }] });
  return made('/git/commits', { message: 'ledger: born', tree, parents: [] });
}

describe('the git data API', () => {
  test('an orphan branch is born, signed by GitHub', async () => {
    const oid = await makeRoot();
    expect(await api(`/git/commits/${oid}`)).toMatchObject({
      body: { parents: [], verification: { verified: true, reason: 'valid' } },
    });
    expect(await api('/git/refs', { body: { ref: 'refs/heads/countersign/ledger', sha: oid } })).toMatchObject({
      status: 201,
      body: { object: { sha: oid } },
    });
    expect(await api('/git/ref/heads/countersign/ledger')).toMatchObject({
      status: 200,
      body: { ref: 'refs/heads/countersign/ledger' },
    });
    expect(await api('/git/ref/heads%2Fcountersign%2Fledger')).toMatchObject({ status: 200 });
    expect(
      await github.readFile({ repository: sample.repository, revision: 'countersign/ledger', path: 'a/b.txt' }),
    ).toBe('b\n');
  });

  test('with an author of its own a commit is not signed', async () => {
    const tree = await made('/git/trees', { tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'b\n' }] });
    const author = { name: 'x', email: 'x@example.com' };
    const oid = await made('/git/commits', { message: 'm', tree, parents: [main], author });
    expect(await api(`/git/commits/${oid}`)).toMatchObject({
      body: { verification: { reason: 'unsigned' }, author, committer: author },
    });
  });

  test('a ref is created once', async () => {
    const body = { ref: 'refs/heads/one', sha: main };
    expect((await api('/git/refs', { body })).status).toBe(201);
    expect(await api('/git/refs', { body })).toMatchObject({
      status: 422,
      body: { message: 'Reference already exists' },
    });
    expect((await api('/git/refs', { body: { ref: 'heads/two', sha: main } })).status).toBe(422);
    expect(await api('/git/refs', { body: { ref: 'refs/heads/two', sha: 'a'.repeat(40) } })).toMatchObject({
      status: 422,
      body: { message: 'Object does not exist' },
    });
  });

  test('a ref goes forward, and back only by force', async () => {
    const { oid } = await github.pushCommit({ repository: sample.repository, branch: 'topic', files: { a: 'a' } });
    const patch = (body: unknown) => api('/git/refs/heads/topic', { method: 'PATCH', body });
    expect(await patch({ sha: main })).toMatchObject({
      status: 422,
      body: { message: 'Update is not a fast forward' },
    });
    expect((await patch({ sha: main, force: true })).status).toBe(200);
    expect((await patch({ sha: oid })).status).toBe(200);
    expect((await api('/git/refs/heads/nothing', { method: 'PATCH', body: { sha: main } })).status).toBe(422);
    expect((await api('/git/refs/heads/topic', { method: 'DELETE' })).status).toBe(204);
    expect((await api('/git/ref/heads/topic')).status).toBe(404);
    expect((await api('/git/matching-refs/heads/')).body).toHaveLength(1);
  });

  test('rules hold here as well', async () => {
    await github.createRuleset({ on: sample.repository, name: 'r', include: ['~ALL'], rules: [{ type: 'creation' }] });
    const answer = await api('/git/refs', { body: { ref: 'refs/heads/one', sha: main } });
    expect(answer).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('Repository rule violations found') },
    });
  });

  test('trees keep what their base has and drop what is null', async () => {
    const first = await made('/git/trees', {
      base_tree: main,
      tree: [{ path: 'd/x', mode: '100644', type: 'blob', content: 'x' }],
    });
    expect(await api(`/git/trees/${first}?recursive=1`)).toMatchObject({
      body: { tree: [{ path: 'README.md' }, { path: 'd' }, { path: 'd/x' }] },
    });
    const second = await made('/git/trees', {
      base_tree: first,
      tree: [{ path: 'd/x', mode: '100644', type: 'blob', sha: null }],
    });
    expect(await api(`/git/trees/${second}?recursive=1`)).toMatchObject({
      body: { tree: [{ path: 'README.md' }], truncated: false },
    });
    const missing = { tree: [{ path: 'd/x', mode: '100644', type: 'blob', sha: 'a'.repeat(40) }] };
    expect((await api('/git/trees', { body: missing })).status).toBe(422);
  });

  test('blobs come back as they went', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const sha = await made('/git/blobs', { content: bytes.toString('base64'), encoding: 'base64' });
    const answer = await api(`/git/blobs/${sha}`);
    expect(Buffer.from((answer.body as { readonly content: string }).content, 'base64')).toEqual(bytes);
    expect((await api(`/git/blobs/${'a'.repeat(40)}`)).status).toBe(404);
  });

  test('an empty repository answers 409, and takes its first file through contents', async () => {
    const { fullName } = await github.createRepository({ owner: sample.organization, name: 'empty', files: null });
    const { token } = sample.app;
    const tree = { tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }] };
    expect((await github.api(`/repos/${fullName}/git/trees`, { token, body: tree })).status).toBe(409);
    expect((await github.api(`/repos/${fullName}/git/matching-refs/heads`, { token })).status).toBe(409);
    const content = Buffer.from('hello\n').toString('base64');
    const put = { token, method: 'PUT', body: { message: 'first', content } };
    expect((await github.api(`/repos/${fullName}/contents/a.txt`, put)).status).toBe(201);
    expect(await github.readFile({ repository: fullName, revision: 'main', path: 'a.txt' })).toBe('hello\n');
  });
});

describe('contents', () => {
  test('a file by commit, raw and whole; a directory; nothing', async () => {
    const { oid } = await github.pushCommit({
      repository: sample.repository,
      branch: 'topic',
      files: { '.github/countersign.yml': 'version: 1\n' },
    });
    const path = `/contents/.github/countersign.yml?ref=${oid}`;
    const answer = await api(path);
    expect(Buffer.from((answer.body as { readonly content: string }).content, 'base64').toString()).toBe(
      'version: 1\n',
    );
    expect((await api(path, { headers: { accept: 'application/vnd.github.raw' } })).body).toBe('version: 1\n');
    expect(await api(`/contents/.github?ref=${oid}`)).toMatchObject({
      body: [{ name: 'countersign.yml', type: 'file', path: '.github/countersign.yml' }],
    });
    expect((await api('/contents/.github/countersign.yml')).status).toBe(404);
    expect((await api('/contents/README.md?ref=nowhere')).status).toBe(404);
  });

  test('changing a file needs to know what it is', async () => {
    const content = Buffer.from('new').toString('base64');
    const put = (extra: object) =>
      api('/contents/README.md', { method: 'PUT', body: { message: 'm', content, ...extra } });
    expect((await put({})).status).toBe(422);
    expect((await put({ sha: 'a'.repeat(40) })).status).toBe(409);
    const { sha } = (await api('/contents/README.md')).body as { readonly sha: string };
    expect((await put({ sha })).status).toBe(200);
  });
});
