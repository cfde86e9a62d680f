import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addRepository, commitTo, makeSample, openSample, type Sample } from './sample.ts';

let sample: Sample;
let first: string;

beforeAll(async () => {
  sample = await makeSample();
  first = await commitTo(sample, { ...sample, branch: 'main', by: sample.ann, files: { 'README.md': 'hello\n' } });
});

afterAll(() => sample.close());

describe('what GitHub refuses before it looks at anything', () => {
  test('a document that its schema does not allow', async () => {
    const { data, errors } = await sample.ask('{ repository(owner: "acme", name: "shop") { nme } }');
    expect(data).toBeUndefined();
    expect(errors).toEqual([{ message: expect.stringContaining('"nme"'), locations: [{ line: 1, column: 45 }] }]);
    expect((await sample.ask('{')).errors?.[0]?.message).toContain('Syntax Error');
    expect(await sample.ask('query($n: String!) { user(login: $n) { login } }')).toEqual({
      errors: [{ message: expect.stringContaining('$n'), locations: [{ line: 1, column: 7 }] }],
    });
  });

  test('a connection without a page size, or with one beyond 100', async () => {
    const ask = (args: string): Promise<unknown> =>
      sample.ask(`{ repository(owner: "acme", name: "shop") { pullRequests${args} { totalCount } } }`);
    expect(await ask('')).toEqual({
      errors: [
        {
          type: 'MISSING_PAGINATION_BOUNDARIES',
          path: ['repository', 'pullRequests'],
          locations: [{ line: 1, column: 45 }],
          message: 'You must provide a `first` or `last` value to properly paginate the `pullRequests` connection.',
        },
      ],
    });
    expect(await ask('(first: 101)')).toMatchObject({
      errors: [
        {
          type: 'EXCESSIVE_PAGINATION',
          message: 'Requesting 101 records on the `pullRequests` connection exceeds the `first` limit of 100 records.',
        },
      ],
    });
    expect(await ask('(last: 0)')).toMatchObject({ errors: [{ type: 'EXCESSIVE_PAGINATION' }] });
    expect(await ask('(last: 100)')).toEqual({ data: { repository: { pullRequests: { totalCount: 0 } } } });
  });

  test('more than 500,000 possible nodes, wherever the page sizes come from', async () => {
    const query = `query($n: Int = 100) { repository(owner: "acme", name: "shop") { pullRequests(first: $n) { nodes { ...F } } } }
      fragment F on PullRequest { commits(first: 100) { nodes { commit { parents(first: $n) { totalCount } } } } }`;
    expect(await sample.ask(query)).toEqual({
      errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: expect.stringContaining('1,010,100 possible nodes') }],
    });
    expect((await sample.ask(query, { n: 10 })).errors).toBeUndefined();
  });
});

describe('answers', () => {
  test('say what a query costs', async () => {
    const { data } = await sample.ask(`{ rateLimit { cost nodeCount limit used remaining resetAt }
      repository(owner: "acme", name: "shop") { pullRequests(first: 100) { nodes { commits(first: 100) { nodes { commit { parents(first: 10) { totalCount } } } } } } } }`);
    expect(data?.['rateLimit']).toEqual({
      cost: 101,
      nodeCount: 110_100,
      limit: 5_000,
      used: 0,
      remaining: 5_000,
      resetAt: expect.any(String),
    });
  });

  test('name a repository that does not exist, or that the app cannot see', async () => {
    const hidden = await addRepository(sample.world, sample.bob.user, 'hidden');
    for (const name of ['none', hidden.name]) {
      expect(await sample.ask(`{ repository(owner: "bob", name: "${name}") { id } rateLimit { cost } }`)).toEqual({
        data: { repository: null, rateLimit: { cost: 1 } },
        errors: [
          {
            type: 'NOT_FOUND',
            path: ['repository'],
            locations: [{ line: 1, column: 3 }],
            message: `Could not resolve to a Repository with the name 'bob/${name}'.`,
          },
        ],
      });
    }
  });

  test('refuse what the installation has no permission for', async () => {
    const { pull_requests: _left, ...permissions } = sample.installation.permissions as Record<string, string>;
    const viewer = { ...sample.installation, permissions };
    expect(
      await sample.ask('{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { id } } }', {}, viewer),
    ).toMatchObject({
      data: { repository: { pullRequest: null } },
      errors: [
        { type: 'FORBIDDEN', path: ['repository', 'pullRequest'], message: 'Resource not accessible by integration' },
      ],
    });
  });

  test('never pretend to know a field that nobody implemented', async () => {
    expect(await sample.ask('{ repository(owner: "acme", name: "shop") { homepageUrl } }')).toMatchObject({
      data: { repository: { homepageUrl: null } },
      errors: [{ type: 'NOT_IMPLEMENTED', message: 'Repository.homepageUrl is not implemented by the stand-in' }],
    });
  });

  test('page through a connection in both directions', async () => {
    for (let each = 0; each < 5; each += 1) {
      await commitTo(sample, {
        ...sample,
        branch: `topic${each}`,
        from: first,
        by: sample.bob,
        files: { f: `${each}` },
      });
      await openSample(sample, sample.bob, `topic${each}`);
    }
    const query = `query($first: Int, $last: Int, $after: String, $before: String) { repository(owner: "acme", name: "shop") {
      pullRequests(first: $first, last: $last, after: $after, before: $before) {
        totalCount nodes { number } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
    type Page = {
      nodes: { number: number }[];
      pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean; hasPreviousPage: boolean };
    };
    const page = async (variables: Readonly<Record<string, unknown>>): Promise<Page> =>
      Object(Object((await sample.ask(query, variables)).data)['repository'])['pullRequests'];
    const one = await page({ first: 2 });
    const two = await page({ first: 2, after: one.pageInfo.endCursor });
    const last = await page({ last: 2, before: two.pageInfo.startCursor });
    expect([one, two, last].map(({ nodes }) => nodes.map(({ number }) => number))).toEqual([
      [1, 2],
      [3, 4],
      [1, 2],
    ]);
    expect(one.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(two.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect((await page({ first: 100, after: two.pageInfo.endCursor })).pageInfo.hasNextPage).toBe(false);
    expect(await sample.ask(query, { first: 1, after: 'nonsense' })).toMatchObject({
      errors: [{ type: 'INVALID_CURSOR_ARGUMENTS' }],
    });
  });
});
