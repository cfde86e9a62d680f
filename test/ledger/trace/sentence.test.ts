import { describe, expect, test } from '@jest/globals';
import { sayLine, tookText } from '../../../src/ledger/trace/sentence.ts';
import { traceEntry } from '../../../src/ledger/trace/traced-entry.ts';
import { commits, oid, Scene, told, webScene } from './scene.ts';

const entries = webScene().traced();
const say = (index: number, of = entries, isReplacement = false): string =>
  sayLine({ entry: of[index] ?? traceEntry(index, new Uint8Array()), isReplacement });
const short = (commit: string): string => commit.slice(0, 7);
const [head, hotfix, last] = [commits.head, commits.hotfix, commits.last].map(short);
const rule = 'commits are signed by the people who made them';

describe('every sort of entry in a sentence', () => {
  test.each([
    [told.refused42, `#42 at ${head} may not land: ${rule}`],
    [told.decided42, `#42 at ${head} may land`],
    [told.tested42, `test of ${head} passed`],
    [told.built42, 'build of 3c1e5a7 passed at attempt 2'],
    [told.landed42, '3c1e5a7 was merged for #42: 2 commits are covered by a passing decision'],
    [told.staging42, '3c1e5a7 runs in staging (deployment 1231), deployed in 3 min 20 s, without a decision'],
    [told.gateClosed, `3c1e5a7 may not be deployed to production: ${rule}`],
    [told.gateOpen, '3c1e5a7 may be deployed to production'],
    [told.began42, 'deploying 3c1e5a7 to production began (deployment 1234)'],
    [told.production42, '3c1e5a7 runs in production (deployment 1234), deployed in 3 min 20 s'],
    [told.hotfix, `${hotfix} was pushed straight to the branch: nothing covers 1 commit (${hotfix})`],
    [told.hotfixAlert, 'alert landed.unjudged opened'],
    [told.hotfixCover, `${hotfix} had landed and is covered afterwards, in #43`],
    [told.group43, `the merge group ${last} of #43 may land`],
    [told.landed43, `${last} came through the merge queue for #43: 1 commit is covered by a passing decision`],
    [0, 'ledger genesis'],
    [99, 'an entry'],
  ])('entry %i', (index, sentence) => expect(say(index)).toBe(sentence));

  test('what took the place of something says that it does not hold it', () => {
    const first = short(commits.first);
    const sentence = `rolled back: production runs ${first} (deployment 1241), which does not hold it`;
    expect(say(told.rolledBack, entries, true)).toBe(sentence);
  });

  test('what happens seldom', () => {
    const scene = new Scene();
    const [a, b] = [oid('aa'), oid('bb')];
    scene.land({ how: 'force-push', before: a, after: b, removed: 2, uncovered: [b] });
    scene.land({ how: 'delete', before: b, after: null });
    scene.land({ how: 'create', before: null, after: a });
    const tag = { annotated: false, signature: 'unsigned' } as const;
    scene.land({ how: 'create', before: null, after: a, tag });
    scene.land({ how: 'force-push', before: a, after: b, tag });
    scene.land({ how: 'delete', before: b, after: null, tag });
    scene.deploy(a, 'production', { id: 4, what: 'failed' });
    scene.deploy(a, 'production', { id: 4, what: 'inactive', decision: 'ab'.repeat(16) });
    scene.happen(a, { event: 'deployment', code: 'deployment.queued', environment: 'qa' });
    const said = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => say(index, scene.traced()));
    expect(said).toEqual([
      `${short(b)} was pushed by force: nothing covers 1 commit (${short(b)}); 2 commits taken away`,
      `the branch was deleted at ${short(b)}`,
      `${short(a)} became a branch: no commits named`,
      `${short(a)} was tagged`,
      `${short(b)} got a tag that was elsewhere before`,
      `${short(b)} lost a tag, which was deleted`,
      `deploying ${short(a)} to production failed (deployment 4), without a decision`,
      `${short(a)} runs in production no more (deployment 4)`,
      `deployment of ${short(a)} to qa: deployment.queued`,
    ]);
  });
});

test.each([
  ['2026-11-21T14:00:00.000Z', '2026-11-21T14:00:42.400Z', '42 s'],
  ['2026-11-21T14:00:00.000Z', '2026-11-21T15:01:02.000Z', '61 min 2 s'],
  ['2026-11-21T14:00:00.000Z', '2026-11-21T14:00:59.700Z', '1 min 0 s'],
  ['2026-11-21T14:00:00.000Z', '2026-11-21T13:00:00.000Z', null],
  [null, '2026-11-21T14:00:00.000Z', null],
  ['soon', '2026-11-21T14:00:00.000Z', null],
])('from %s to %s it took %s', (from, to, took) => expect(tookText(from, to)).toBe(took));
