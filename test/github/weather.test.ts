import { expect, test } from '@jest/globals';
import { Weather, type WeatherRequest } from './server/weather.ts';

const STORM: WeatherRequest = {
  seed: 7,
  requests: { error: 0.1, hang: 0.1, limit: 0.1, reset: 0.1, stale: 0.1 },
  deliveries: { drop: 0.1, duplicate: 0.1, delay: 0.1, reorder: 0.1 },
};
const COMMIT = ['GRAPHQL mutation Commit', 'GRAPHQL', 'GRAPHQL createCommitOnBranch'];
const variables = { input: { branch: { repositoryNameWithOwner: 'acme/shop', branchName: 'countersign/ledger' } } };

function strikes(request: WeatherRequest | null, count = 2_000) {
  const weather = new Weather();
  weather.set(request);
  return Array.from({ length: count }, () => ({ hits: weather.strike(COMMIT, variables), way: weather.divert() }));
}

test('a share of requests and deliveries goes wrong, every way of it, the same for the same seed', () => {
  const hit = strikes(STORM);
  expect(strikes(STORM)).toEqual(hit);
  expect(strikes({ ...STORM, seed: 8 })).not.toEqual(hit);
  const kinds = hit.flatMap(({ hits }) => hits.map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(['status', 'hang', 'secondary-limit', 'reset', 'move-branch']));
  expect(new Set(hit.map(({ way }) => way?.kind))).toEqual(
    new Set(['drop', 'duplicate', 'delay', 'reorder', undefined]),
  );
  expect(kinds.length / hit.length).toBeGreaterThan(0.35);
  expect(kinds.length / hit.length).toBeLessThan(0.55);
});

test('without weather nothing goes wrong, and what went wrong before is told', () => {
  expect(strikes(null, 100).every(({ hits, way }) => hits.length === 0 && way === undefined)).toBe(true);
  const weather = new Weather();
  weather.set({ ...STORM, requests: { reset: 1 }, deliveries: { drop: 1 } });
  weather.strike(['*'], undefined);
  weather.divert();
  expect(weather.set(null)).toEqual({ reset: 1, drop: 1 });
});
