import { expect, test } from '@jest/globals';
import {
  isPlanRefusal,
  listBranchRules,
  listRulesets,
  type RulesetDefinition,
  readRuleset,
  toRequest,
  writeRuleset,
} from '../../src/github/rulesets.ts';
import { BASE, openPersonLine, recordGitHub } from './line.ts';

recordGitHub();

const names = { owner: 'acme', name: 'shop' };
const head = {
  id: 42,
  name: 'x',
  target: 'branch',
  source_type: 'Organization',
  source: 'acme',
  enforcement: 'evaluate',
};
const asRead = { id: 42, name: 'x', target: 'branch', level: 'Organization', source: 'acme', enforcement: 'evaluate' };

test('all rulesets, page by page, those of the organisation included', async () => {
  const { api, github } = openPersonLine();
  const next = `${BASE}/repositories/5/rulesets?page=2`;
  github
    .get('/repos/acme/shop/rulesets')
    .query({ includes_parents: true, per_page: 100 })
    .reply(200, [head], { link: `<${next}>; rel="next"` });
  // Older servers leave both out.
  github
    .get('/repositories/5/rulesets')
    .query({ page: 2 })
    .reply(200, [{ ...head, target: undefined, source_type: undefined }]);
  expect(await listRulesets(api, names)).toEqual([asRead, { ...asRead, level: 'Repository' }]);
});

test('one ruleset, whole; parameters of rules as they came', async () => {
  const { api, github } = openPersonLine();
  const parameters = { required_status_checks: [{ context: 'a', integration_id: 3 }], novel: { deep: [1, null] } };
  github
    .get('/repos/acme/shop/rulesets/42')
    .query({ includes_parents: true })
    .reply(200, {
      ...head,
      conditions: { ref_name: { include: ['~ALL'], exclude: ['refs/heads/x'] } },
      rules: [{ type: 'deletion' }, { type: 'required_status_checks', parameters }],
      bypass_actors: [
        { actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'always' },
        { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'pull_request' },
      ],
    });
  expect(await readRuleset(api, names, 42)).toEqual({
    ...asRead,
    include: ['~ALL'],
    exclude: ['refs/heads/x'],
    rules: [
      { type: 'deletion', parameters: null },
      { type: 'required_status_checks', parameters },
    ],
    bypass: [
      { kind: 'OrganizationAdmin', id: null, mode: 'always' },
      { kind: 'RepositoryRole', id: 5, mode: 'pull_request' },
    ],
  });
});

test('a bypass list that is not shown is not an empty one', async () => {
  const { api, github } = openPersonLine();
  github
    .get('/repos/acme/shop/rulesets/42')
    .query(true)
    .reply(200, { ...head, rules: [] });
  expect(await readRuleset(api, names, 42)).toMatchObject({ bypass: null, include: [], exclude: [], rules: [] });
});

test('the rules on a branch, whose name may have slashes', async () => {
  const { api, github } = openPersonLine();
  const rules = [{ type: 'update', ruleset_source_type: 'Repository', ruleset_source: 'acme/shop', ruleset_id: 9 }];
  github.get('/repos/acme/shop/rules/branches/countersign%2Fledger').query({ per_page: 100 }).reply(200, rules);
  expect(await listBranchRules(api, names, 'countersign/ledger')).toEqual([
    { type: 'update', parameters: null, ruleset: 9 },
  ]);
});

const definition: RulesetDefinition = {
  name: 'countersign: only the app writes',
  target: 'branch',
  enforcement: 'active',
  bypass: [{ kind: 'Integration', id: 12, mode: 'always' }],
  include: ['refs/heads/a'],
  exclude: [],
  rules: [
    { type: 'update', parameters: null },
    { type: 'novel', parameters: { a: 1 } },
  ],
};
const body = {
  name: 'countersign: only the app writes',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [{ actor_id: 12, actor_type: 'Integration', bypass_mode: 'always' }],
  conditions: { ref_name: { include: ['refs/heads/a'], exclude: [] } },
  rules: [{ type: 'update' }, { type: 'novel', parameters: { a: 1 } }],
};

test('a ruleset is created, or replaced', async () => {
  const { api, github } = openPersonLine();
  github.post('/repos/acme/shop/rulesets', body).reply(201, { id: 43 });
  expect(await writeRuleset(api, { names, definition, id: null })).toBe(43);
  github.put('/repos/acme/shop/rulesets/43', body).reply(200, { id: 43 });
  expect(await writeRuleset(api, { names, definition, id: 43 })).toBe(43);
});

test('the request can be made by hand', () => {
  expect(toRequest({ names, definition, id: null })).toEqual({
    method: 'POST',
    path: 'repos/acme/shop/rulesets',
    body,
  });
  expect(toRequest({ names, definition, id: 7 })).toMatchObject({ method: 'PUT', path: 'repos/acme/shop/rulesets/7' });
});

test('a plan without rulesets is told from missing rights', async () => {
  const { api, github } = openPersonLine();
  const refuse = (message: string) => {
    github.get('/repos/acme/shop/rulesets').query(true).reply(403, { message });
    return listRulesets(api, names).catch((error: unknown) => error);
  };
  expect(
    isPlanRefusal(await refuse('Upgrade to GitHub Pro or make this repository public to enable this feature.')),
  ).toBe(true);
  expect(isPlanRefusal(await refuse('Resource not accessible by personal access token'))).toBe(false);
  expect(isPlanRefusal(new Error('Upgrade to GitHub Pro'))).toBe(false);
});

test('what GitHub has against a ruleset is said', async () => {
  const { api, github } = openPersonLine();
  const errors = ['Actor GitHub App must be part of the ruleset source or owner organization'];
  github.post('/repos/acme/shop/rulesets').reply(422, { message: 'Validation Failed', errors });
  await expect(writeRuleset(api, { names, definition, id: null })).rejects.toMatchObject({
    code: 'github.invalid',
    message: expect.stringContaining('must be part of the ruleset source'),
  });
});
