import { describe, expect, test } from '@jest/globals';
import { commitTerm } from '../../../src/ledger/entry-terms.ts';
import { SUCCEEDED } from '../../../src/ledger/trace/deployed.ts';
import {
  deploymentTerm,
  linksOf,
  NO_REPOSITORY,
  namingTerm,
  repositoryTerm,
} from '../../../src/ledger/trace/entry-links.ts';
import { commitsOf, isAlert, isLanded, type TracedEntry } from '../../../src/ledger/trace/traced-entry.ts';
import { commits, momentOf, oid, Scene, told, web, webScene } from './scene.ts';

const entries = webScene().traced();
const at = (index: number): TracedEntry => {
  const entry = entries[index];
  if (entry === undefined) throw new Error(`there is no entry ${index}`);
  return entry;
};

describe('the terms of what an entry leads to', () => {
  test('are the commits that landed with it, and those that were covered afterwards', () => {
    expect(linksOf(at(told.landed42)).terms).toEqual([commitTerm(commits.part), commitTerm(commits.change)]);
    expect(linksOf(at(told.hotfix)).terms).toEqual([commitTerm(commits.hotfix)]);
    expect(linksOf(at(told.hotfixCover)).terms).toEqual([commitTerm(commits.hotfix)]);
  });

  test('are the decision of a group without a pull request, and the entries that an alert names', () => {
    const scene = webScene();
    const decision = scene.decide(oid('a'), { change: 9 });
    scene.land({ before: commits.last, after: oid('a'), covered: [{ decision, commits: [oid('a')] }] });
    expect(linksOf(scene.traced().at(-1) ?? at(0)).terms).toContain(namingTerm(decision));
    const alert = at(told.hotfixAlert);
    expect(isAlert(alert) && linksOf(alert).terms).toEqual([namingTerm(at(told.hotfix).id ?? '')]);
  });

  test('are the deployment of a decision and of an event', () => {
    for (const index of [told.gateOpen, told.began42, told.production42])
      expect(linksOf(at(index)).terms).toEqual([deploymentTerm(1234)]);
    expect(linksOf(at(told.decided42)).terms).toEqual([]);
  });

  test('are few, however many commits have landed', () => {
    const scene = new Scene();
    const many = Array.from({ length: 60 }, (_, number) => oid(`beef${number.toString(16).padStart(2, '0')}`));
    const covered = [{ decision: '0'.repeat(32), change: 3, commits: many }];
    scene.land({ before: commits.base, after: many[0] ?? '', covered });
    const [, entry] = scene.traced();
    if (entry === undefined || !isLanded(entry)) throw new Error('no landing');
    expect(commitsOf(entry).length).toBeGreaterThan(50);
    // By their first digits they are one.
    expect(linksOf(entry).terms).toEqual([commitTerm('beef')]);
  });
});

test('a repository by each of its names', () => {
  expect(linksOf(at(told.decided42)).repository).toEqual({ id: web.id, name: repositoryTerm('ACME/web') });
  expect(linksOf({ ...at(told.decided42), repositoryId: null }).repository).toBeNull();
});

describe('how a branch grew', () => {
  test('by what landed', () => {
    const { says } = at(told.landed42) as TracedEntry & { readonly says: { readonly branch: string } };
    expect(linksOf(at(told.landed42)).landing).toEqual({
      repository: web.id,
      branch: says.branch,
      before: commits.first,
      after: commits.change,
      isCut: false,
    });
  });
  test('by a push by force', () => {
    const landing = at(told.landed42);
    const forced = isLanded(landing) ? { ...landing, says: { ...landing.says, removed: 2 } } : landing;
    expect(linksOf(forced).landing).toMatchObject({ isCut: true });
  });
  test('not by a tag, a cover or what is no landing', () => {
    const landing = at(told.landed42);
    const tagged = isLanded(landing) ? { ...landing, says: { ...landing.says, isTag: true } } : landing;
    expect(linksOf(tagged).landing).toBeNull();
    expect(linksOf(at(told.hotfixCover)).landing).toBeNull();
    expect(linksOf(at(told.decided42)).landing).toBeNull();
  });
});

describe('what was deployed', () => {
  test.each([
    [told.gateOpen, 'asked'],
    [told.began42, 'event'],
    [told.production42, 'succeeded'],
  ])('by entry %i: %s', (index, stage) =>
    expect(linksOf(at(index)).deploying).toEqual({
      repository: web.id,
      environment: 'production',
      commit: commits.change,
      stage,
      since: Date.parse(momentOf(index)),
    }),
  );
  test('since when it had succeeded', () => {
    const entry = at(told.production42);
    if (entry.says.is !== 'event') throw new Error('no event');
    const earlier = { ...entry, says: { ...entry.says, ended: momentOf(2) } };
    expect(earlier.says.code).toBe(SUCCEEDED);
    expect(linksOf(earlier).deploying?.since).toBe(Date.parse(momentOf(2)));
    expect(linksOf({ ...earlier, repositoryId: null }).deploying?.repository).toBe(NO_REPOSITORY);
  });
  test('not by what names no commit or no place, or one too long for an index', () => {
    const entry = at(told.production42);
    for (const odd of [{ commit: null }, { commit: 'main' }, { environment: null }, { environment: 'e'.repeat(101) }])
      expect(linksOf({ ...entry, ...odd }).deploying).toBeNull();
    expect(linksOf(at(told.artifact)).deploying).toBeNull();
  });
});
