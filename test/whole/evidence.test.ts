import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
import type { LayerName } from '../../src/policy/verdict.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StandIn } from '../github/client.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
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

async function readParts(store: Store, ledger: number, predicate: JsonObject) {
  const [attestation] = predicate['inputAttestations'] as readonly JsonObject[];
  const facts = objectOf(await documentOf(store, ledger, objectOf(attestation?.['digest'])['sha256']));
  const { parts, engine, ...rest } = facts;
  const read: Record<string, Json> = {};
  for (const [part, digest] of Object.entries(objectOf(parts))) read[part] = await documentOf(store, ledger, digest);
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

test('every decision is judged again from its evidence, with the same verdict and the same findings', async () => {
  const team = await decideMuch();
  const entries = await ledgerBook(app, team).entries();
  await app.restart({}, async () => {
    const store = await openStore({ directory: app.data, log: silentLog, clock: systemClock });
    const ledger = await store.ledgers.ofRepository(team.made.id);
    const decisions = entries
      .map((entry) => objectOf(entry['predicate']))
      .filter((one) => 'countersign_decision' in one);
    expect(decisions.length).toBeGreaterThanOrEqual(6);
    for (const predicate of decisions) {
      const { rest, engine, read } = await readParts(store, ledger?.id ?? 0, predicate);
      const { verdict, floor, repository: policy, ...facts } = read;
      const layers = [layerOf('floor', floor), layerOf('repository', policy)];
      const again = evaluate({
        layers,
        facts: { ...rest, ...facts } as unknown as Facts,
        at: Number(rest['observedAt']),
      });
      expect(JSON.parse(JSON.stringify(again))).toEqual(verdict);
      const decided = objectOf(predicate['countersign_decision']);
      expect([again.result, again.engine]).toEqual([decided['verdict'], engine]);
      expect(predicate['verificationResult']).toBe(again.result === 'allow' ? 'PASSED' : 'FAILED');
    }
    await store.close();
  });
  expect(entries.map(wordOf)).toEqual(expect.arrayContaining(['allow', 'deny', 'pending']));
}, 40_000);
