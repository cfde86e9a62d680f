import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resultOf } from '../../src/app/stages/group-verdict.ts';
import { toBytes } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { silentLog } from '../../src/base/log.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { parseEvidence } from '../../src/ledger/evidence.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import type { Facts } from '../../src/policy/facts.ts';
import type { Layer, LayerSource } from '../../src/policy/layer.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { LayerName, Verdict } from '../../src/policy/verdict.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StandIn } from '../github/client.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
import { openQueueTeam } from './queue.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, POLICY, type Team, TITLE_POLICY } from './team.ts';

/** What a decision was made of is kept, is what the entry commits to, and leads to the same verdict again. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

/** Decisions of every kind: denied, waiting, allowed, by an invalid policy, by none where there was one. */
async function decideMuch(): Promise<Team> {
  const team = await openTeam({ github, appId: app.app.appId, policy: samplePolicy, floor: TITLE_POLICY });
  const { repository } = team;
  const change = { title: 'SHOP-1', openedBy: team.eli.login };
  const denied = await team.propose('denied', { ...change, message: 'no ticket\n', sign: false });
  await team.check(denied.head, 'blocked');
  const { number, head } = await team.propose('good', change);
  await team.check(head, 'waiting');
  await github.review({ repository, number, as: team.amir.login, event: 'APPROVE' });
  await team.check(head, 'allowed');
  await team.writePolicy('version: 1\nrules: 5\n');
  await team.check(head, 'blocked');
  await team.writePolicy(null);
  await team.check(head, ({ title }) => title?.includes('was removed') ?? false);
  await github.pushCommit({
    repository,
    branch: 'main',
    as: team.owner.login,
    files: { [`${POLICY}/x`]: 'a directory\n' },
  });
  await github.comment({ repository, number, as: team.eli.login, body: '/countersign recheck' });
  await team.check(head, ({ summary }) => (summary?.includes('directory') && summary.includes('Recorded')) ?? false);
  return team;
}

/** A document of the evidence, after comparing it with the digest that names it. */
async function documentOf(store: Store, ledger: number, digest: Json | undefined): Promise<Json> {
  const kept = typeof digest === 'string' ? await store.ledgers.evidence(ledger, digest) : null;
  if (kept === null) throw new Error(`no evidence ${JSON.stringify(digest)}`);
  const bytes = toBytes(canonicalize({ document: JSON.parse(kept.document) as Json, salt: kept.salt }));
  const evidence = parseEvidence(bytes);
  expect(evidence.digest).toBe(digest);
  return evidence.document;
}

const objectOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Digests of the facts: of a merge group, those of each of its pull requests. */
async function factsOf(store: Store, ledger: number, predicate: JsonObject): Promise<readonly (Json | undefined)[]> {
  const [attestation] = predicate['inputAttestations'] as readonly JsonObject[];
  const digest = objectOf(attestation?.['digest'])['sha256'];
  if (attestation?.['uri'] === 'urn:countersign:evidence:facts') return [digest];
  const { members } = objectOf(await documentOf(store, ledger, digest));
  return (members as readonly JsonObject[]).map(({ facts }) => facts);
}

async function readParts(store: Store, ledger: number, digest: Json | undefined) {
  const facts = objectOf(await documentOf(store, ledger, digest));
  const { parts, engine, ...rest } = facts;
  const read: Record<string, Json> = {};
  for (const [part, kept] of Object.entries(objectOf(parts))) read[part] = await documentOf(store, ledger, kept);
  return { rest, engine, read };
}

function layerOf(layer: LayerName, document: Json | undefined): Layer {
  const { state, text, ...particulars } = objectOf(document);
  if (typeof text !== 'string') return { layer, source: { state, ...particulars } as unknown as LayerSource };
  const parsed = parsePolicy(text);
  return 'policy' in parsed
    ? { layer, source: { state: 'policy', policy: parsed.policy } }
    : { layer, source: { state: 'invalid', problems: parsed.problems } };
}

/** The verdict of each pull request that the entry decides about, made again; each the same as the one that was kept. */
async function judgeAgain(store: Store, ledger: number, predicate: JsonObject): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const digest of await factsOf(store, ledger, predicate)) {
    const { rest, engine, read } = await readParts(store, ledger, digest);
    const { verdict, floor, repository: policy, ...facts } = read;
    const again = evaluate({
      layers: [layerOf('floor', floor), layerOf('repository', policy)],
      facts: { ...rest, ...facts } as unknown as Facts,
      at: Number(rest['observedAt']),
    });
    expect(JSON.parse(JSON.stringify(again))).toEqual(verdict);
    expect(again.engine).toBe(engine);
    verdicts.push(again);
  }
  return verdicts;
}

/** All decisions of the team's ledger, made again from what the database keeps. */
async function replay(team: Team): Promise<readonly string[]> {
  const entries = await ledgerBook(app, team).entries();
  await app.restart({}, async () => {
    const store = await openStore({ directory: app.data, log: silentLog, clock: systemClock });
    const ledger = await store.ledgers.ofRepository(team.made.id);
    for (const predicate of entries.map((entry) => objectOf(entry['predicate']))) {
      if (!('countersign_decision' in predicate)) continue;
      const again = await judgeAgain(store, ledger?.id ?? 0, predicate);
      const decided = objectOf(predicate['countersign_decision']);
      expect(resultOf(again.map((verdict) => ({ verdict })))).toBe(decided['verdict']);
      const members = (decided['members'] ?? [decided]) as readonly JsonObject[];
      expect(again.map(({ result }) => result)).toEqual(members.map(({ verdict }) => verdict));
      const isAllowed = again.every(({ result }) => result === 'allow');
      expect(predicate['verificationResult']).toBe(isAllowed ? 'PASSED' : 'FAILED');
    }
    await store.close();
  });
  return entries.map(wordOf);
}

test('every decision is judged again from its evidence, with the same verdict and the same findings', async () => {
  const words = await replay(await decideMuch());
  expect(words.length).toBeGreaterThanOrEqual(6);
  expect(words).toEqual(expect.arrayContaining(['allow', 'deny', 'pending']));
}, 40_000);

test('so is every decision on a merge group, for each of its pull requests', async () => {
  const team = await openQueueTeam(app, { github, policy: samplePolicy }, { grouping_strategy: 'HEADGREEN' });
  const [first, second] = await team.queued('one', 'two');
  if (first === undefined || second === undefined) throw new Error('nothing is queued');
  await team.check(second.group, 'allowed');
  await team.dismiss(first.number);
  await team.check(second.group, 'blocked');
  const words = await replay(team);
  expect((await team.decisions()).map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(['allow', 'pending']));
  expect(words).toContain('pending');
}, 40_000);
