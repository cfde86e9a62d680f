import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { flushEvidence } from '../../../src/app/stages/evidence-flush.ts';
import { flushPace } from '../../../src/app/stages/pace.ts';
import { toBase64, toBytes } from '../../../src/base/bytes.ts';
import type { Json } from '../../../src/base/json.ts';
import { canonicalize } from '../../../src/ledger/canonical.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import type { LedgerStatement } from '../../../src/ledger/entries/ledger.ts';
import { isEvidenceFile, makeEvidence } from '../../../src/ledger/evidence.ts';
import { evidenceBranchFiles, evidenceDigest } from '../../../src/ledger/evidence-branch.ts';
import { EVIDENCE_BRANCH } from '../../../src/ledger/layout.ts';
import type { Evidence, EvidenceState, KeptEvidence, LedgerState } from '../../../src/store/store.ts';
import { entryOf } from './bench.ts';
import { flushOnce, readEntries, type Scene, type Shop } from './scene.ts';

/** Evidence of a ledger, and its branch. */

export const EVIDENCE_REF = `refs/heads/${EVIDENCE_BRANCH}`;

export function pieceOf(document: Json, salt: Uint8Array = new Uint8Array(randomBytes(32))): Evidence {
  const text = canonicalize(document);
  const { digest } = makeEvidence(document, salt);
  return { digest, salt: toBase64(salt), document: text, subject: 'a test', part: 'part', hash: sha256Hex(text) };
}

let entries = 100;

/** An entry with this evidence, pending. */
export async function addPieces(context: Context, ledger: LedgerState, pieces: readonly Evidence[]): Promise<void> {
  entries += 1;
  await context.store.ledgers.add(ledger.id, entryOf(context, ledger, entries), pieces);
}

export const evidenceFlushing = (context: Context) => ({ context, pace: flushPace(0), rests: new Map() });

/** Fails when the flush did: it tells nobody but the log. */
export async function flushEvidenceOnce(context: Context, shop: Pick<Shop, 'place'>): Promise<void> {
  const flushing = evidenceFlushing(context);
  await flushEvidence(flushing, shop.place.repository.id);
  expect([...flushing.rests.values()]).toEqual([]);
}

/** All evidence of a shop's repository, whatever its state. */
export async function kept({ store }: Pick<Context, 'store'>, shop: Shop): Promise<readonly KeptEvidence[]> {
  const lease = await store.evidence.take(shop.place.repository.id, 'a test that looks', 60_000);
  if (lease === null) throw new Error('the evidence branch is held');
  const all = await store.evidence.list(lease, '', 100_000);
  await store.evidence.release(lease);
  return all;
}

export async function digestsIn(context: Pick<Context, 'store'>, shop: Shop, state: EvidenceState) {
  return (await kept(context, shop)).flatMap((piece) => (piece.state === state ? [piece.digest] : []));
}

const git = (shop: Shop, ...args: readonly string[]): string =>
  execFileSync('git', ['--git-dir', shop.gitDir, ...args], { encoding: 'utf8', maxBuffer: 1e8 });

/** Path and content of every file on the branch; no content holds a newline but at its end. */
export function branchFiles(shop: Shop): ReadonlyMap<string, string> {
  const lines = git(shop, 'ls-tree', '-r', '--format=%(objectname) %(path)', EVIDENCE_REF).trim().split('\n');
  const files = lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const out = execFileSync('git', ['--git-dir', shop.gitDir, 'cat-file', '--batch'], {
    input: files.map(([oid]) => `${oid}\n`).join(''),
    maxBuffer: 1e8,
  });
  let at = 0;
  return new Map(
    files.map(([, path]) => {
      const start = out.indexOf('\n', at) + 1;
      const size = Number(out.subarray(at, start).toString().trim().split(' ')[2]);
      at = start + size + 1;
      return [path, out.subarray(start, start + size).toString()];
    }),
  );
}

export const messages = (shop: Shop): readonly string[] =>
  git(shop, 'log', '--format=%B%x00', EVIDENCE_REF)
    .split('\0')
    .map((message) => message.trim())
    .filter((message) => message !== '');

/** Exactly what is published stands on the branch, byte for byte, beside the two files for people. */
export async function expectPublished(context: Context, shop: Shop): Promise<void> {
  const files = branchFiles(shop);
  const wanted = await digestsIn(context, shop, 'published');
  const fixed = new Map(evidenceBranchFiles().map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
  const found: string[] = [];
  for (const [path, text] of files) {
    const digest = evidenceDigest(path);
    if (digest === null) expect([path, text]).toEqual([path, fixed.get(path)]);
    else expect([digest, isEvidenceFile(digest, toBytes(text))]).toEqual([digest, true]);
    if (digest !== null) found.push(digest);
  }
  expect(found.toSorted()).toEqual(wanted.toSorted());
  expect([...fixed.keys()].filter((path) => !files.has(path))).toEqual([]);
  const { head } = await branchState(context, shop);
  expect(head).toBe(git(shop, 'rev-parse', EVIDENCE_REF).trim());
}

export async function branchState({ store }: Pick<Context, 'store'>, shop: Shop) {
  const lease = await store.evidence.take(shop.place.repository.id, 'a test that looks', 60_000);
  if (lease === null) throw new Error('the evidence branch is held');
  await store.evidence.release(lease);
  return lease;
}

/** Codes of the repairs that the ledger tells of, once all of them are published. */
export async function repairsOf(context: Context, shop: Shop): Promise<readonly string[]> {
  for (let flushes = 0; flushes < 2; flushes += 1) await flushOnce(context, shop);
  const acts = (await readEntries(context, shop)).map(
    ({ statement }) => (statement as unknown as LedgerStatement).predicate.countersign_ledger,
  );
  return acts.flatMap((act) => (act?.act === 'repair' ? [act.code] : []));
}

/** A repository with a ledger that nothing was judged for, and pieces that wait. */
export async function unjudged(scene: Scene): Promise<{ shop: Shop; ledger: LedgerState }> {
  const shop = await scene.shop();
  const { installation, repository } = shop.place;
  const origin = `github.com/acme/${shop.name}`;
  const ledger = await scene.store.ledgers.open({ installation, repository, origin, branch: 'countersign/ledger' });
  await addPieces(scene.context, ledger, [pieceOf('one'), pieceOf('two')]);
  return { shop, ledger };
}

/** A ledger whose evidence is published in two commits: that of one decision, and pieces. */
export async function published(
  scene: Scene,
  count = 3,
): Promise<{ shop: Shop; ledger: LedgerState; pieces: readonly Evidence[] }> {
  const { shop, ledger } = await scene.begun();
  await flushEvidenceOnce(scene.context, shop);
  const pieces = Array.from({ length: count }, (_, n) => pieceOf({ n }));
  await addPieces(scene.context, ledger, pieces);
  await flushEvidenceOnce(scene.context, shop);
  return { shop, ledger, pieces };
}
