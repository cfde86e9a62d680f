import { createPrivateKey } from 'node:crypto';
import { Ajv } from 'ajv';
import { toBase64 } from '../../src/base/bytes.ts';
import { decide, type FileAddition, publishChanges, type TreeState } from '../../src/ledger/batch.ts';
import {
  commitSubject,
  type DecisionFields,
  draftDecision,
  draftLedgerAct,
  draftPolicy,
} from '../../src/ledger/build.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { gitBlobId, sha256Hex } from '../../src/ledger/digest.ts';
import { type Draft, type Entry, type HeaderFields, sealEntry } from '../../src/ledger/entry.ts';
import { genesisFiles, pinFiles } from '../../src/ledger/genesis.ts';
import { rootOf } from '../../src/ledger/merkle.ts';
import { commitMessage, messageText } from '../../src/ledger/message.ts';
import { formatVkey, noteSigner, type Signer } from '../../src/ledger/note-key.ts';
import { type CheckSchema, entrySchemas } from '../../src/ledger/schemas.ts';
import type { FileChange, LedgerCommit, LedgerTree } from '../../src/ledger/tree.ts';
import { blockOf } from '../../src/ledger/verify/column.ts';
import { Leaves } from '../../src/ledger/verify/leaves.ts';

/** A ledger as the app would make it, and the means to break it. */

export const ORIGIN = 'countersign.example/acme/shop';

/** An Ed25519 key made from one repeated byte. */
export function keyFrom(seed: number, name = ORIGIN): Signer {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return noteSigner(name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

export const signer = keyFrom(1);

const ajv = new Ajv({ allErrors: true, strict: true });
const validators = new Map(
  entrySchemas.map(({ kind, version, schema }) => [`${kind}/${version}`, ajv.compile(schema)]),
);

export const checkSchema: CheckSchema = (kind, version, value) => {
  const validate = validators.get(`${kind}/${version}`);
  if (validate === undefined) return [`there is no schema ${kind}/${version}`];
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
};

export function timeOf(index: number): string {
  return new Date(Date.UTC(2026, 10, 21, 12) + index * 1000).toISOString();
}

export function headerOf(index: number, n = 1): HeaderFields {
  return {
    n,
    observed: timeOf(index),
    actor: { id: 7, type: 'user' },
    source: 'webhook',
    deliveries: [`b1946ac9-${index}`],
    installation: 11,
    repository: { id: 22, name: 'acme/shop' },
  };
}

export function decisionFields(index: number, verdict: 'allow' | 'deny' = 'deny'): DecisionFields {
  const commit = sha256Hex(`commit ${index}`).slice(0, 40);
  const digest = { sha256: sha256Hex(`evidence ${index}`) };
  const rule = 'commits are signed by the people who made them';
  const isAllowed = verdict === 'allow';
  return {
    origin: ORIGIN,
    subject: commitSubject({
      repositoryUrl: 'https://github.com/acme/shop',
      commit,
      tree: sha256Hex(`tree ${index}`).slice(0, 40),
      sourceRefs: [`refs/pull/${index}/head`],
    }),
    header: headerOf(index),
    verifier: { id: 'https://countersign.example', version: { countersign: '0.1.0' } },
    resourceUri: 'git+https://github.com/acme/shop',
    policy: { uri: 'https://github.com/acme/shop/blob/main/.github/countersign.yml', digest },
    evidence: [{ digest }],
    decision: {
      kind: 'pull_request',
      verdict,
      engine: 'countersign-policy/1',
      base: { gitCommit: commit, refDigest: sha256Hex('refs/heads/main') },
      layers: [{ layer: 'repository', version: 1, digest }],
      rules: { met: isAllowed ? 2 : 1, unmet: isAllowed ? 0 : 1, pending: 0, unknown: 0, skipped: 0 },
      findings: isAllowed
        ? []
        : [{ layer: 'repository', rule, enforce: 'block', state: 'unmet', codes: ['signed.unsigned'] }],
      approvals: { counted: [{ reviewer: 5, review: 50 }], notCounted: [{ reviewer: 6, review: 60, code: 'own' }] },
      validUntil: null,
    },
  };
}

export function genesisDraft(key: Signer = signer): Draft {
  return draftLedgerAct({
    origin: key.name,
    header: { ...headerOf(0), source: 'program', deliveries: [], actor: { id: 0, type: 'app' } },
    act: {
      act: 'genesis',
      origin: key.name,
      scope: 'repository',
      keys: [formatVkey(key)],
      files: pinFiles(genesisFiles(key)),
      app: { version: '0.1.0', configuration: { sha256: sha256Hex('configuration') } },
    },
  });
}

export function policyDraft(index: number, version: number): Draft {
  const sha256 = sha256Hex(`policy ${version}`);
  const uri = 'https://github.com/acme/shop/blob/main/.github/countersign.yml';
  return draftPolicy({
    origin: ORIGIN,
    subject: { uri, digest: { sha256 } },
    header: headerOf(index),
    policy: {
      layer: 'repository',
      baseRefDigest: null,
      version,
      policy: { uri, digest: { sha256 } },
      commit: null,
      changedBy: { id: 7, type: 'user', login: 'dana' },
      allowedBy: null,
      pins: null,
    },
  });
}

/** Entry `index` of the sample ledger: genesis, then a policy, then decisions with a new policy now and then. */
export function entryAt(index: number): Entry {
  if (index === 0) return sealEntry(genesisDraft(), timeOf(0));
  if (index % 100 === 1) return sealEntry(policyDraft(index, 1 + (index - 1) / 100), timeOf(index));
  return sealEntry(draftDecision(decisionFields(index, index % 3 === 0 ? 'allow' : 'deny')), timeOf(index));
}

export type Files = Map<string, Uint8Array>;

export function treeOf(files: ReadonlyMap<string, Uint8Array>): LedgerTree {
  return { list: () => [...files.keys()], read: (path) => files.get(path) ?? null };
}

/** Appends flush by flush, as the app does: state, subtrees and files live on between the flushes. */
export class SampleLedger {
  readonly files: Files = new Map();
  readonly commits: LedgerCommit[] = [];
  readonly entries: Entry[] = [];
  readonly #subtrees = new Map<string, Uint8Array>();
  #sign: readonly Signer[];
  #state: TreeState = { size: 0, edge: [] };

  constructor(sign: readonly Signer[] = [signer]) {
    this.#sign = sign;
  }

  /** Checkpoints from now on are signed by these. */
  signWith(...signers: readonly Signer[]): void {
    this.#sign = signers;
  }

  flush(entries: readonly Entry[], extra: readonly FileAddition[] = []): void {
    const publishedSize = this.#state.size;
    const decided = decide(
      this.#state,
      entries.map(({ bytes }) => bytes),
    );
    for (const { level, index, hash } of decided.subtrees) this.#subtrees.set(`${level}/${index}`, hash);
    this.#state = decided;
    this.entries.push(...entries);
    const note = signCheckpoint({ origin: ORIGIN, size: decided.size, root: decided.root }, this.#sign);
    const { additions, deletions } = publishChanges({
      publishedSize,
      decidedSize: decided.size,
      entry: (index) => this.#entry(index),
      subtree: (level, index) => this.#subtree(level, index),
      note,
      files: [...(publishedSize === 0 ? genesisFiles(signer) : []), ...extra],
    });
    this.commit({ additions, deletions, message: messageText(commitMessage(decided, entries)) });
  }

  /** Any commit, a stranger's too. */
  commit(of: { additions?: readonly FileAddition[]; deletions?: readonly string[]; message: string }): void {
    const changes: FileChange[] = [];
    const note = (path: string, bytes: Uint8Array | null): void => {
      const [before, after] = [this.files.get(path) ?? null, bytes].map((content) => content && gitBlobId(content, ''));
      changes.push({ path, before: before ?? null, after: after ?? null });
    };
    for (const { path, bytes } of of.additions ?? []) {
      note(path, bytes);
      this.files.set(path, bytes);
    }
    for (const path of of.deletions ?? []) {
      if (!this.files.has(path)) throw new Error(`the commit deletes ${path}, which is not there`);
      note(path, null);
      this.files.delete(path);
    }
    this.commits.push({
      oid: sha256Hex(`${this.commits.length} ${of.message}`).slice(0, 40),
      parents: this.commits.slice(-1).map(({ oid }) => oid),
      message: of.message,
      changes,
      checkpoint: this.files.get('checkpoint') ?? null,
    });
  }

  state(): TreeState {
    return this.#state;
  }

  #entry(index: number): Uint8Array {
    const entry = this.entries[index];
    if (entry === undefined) throw new Error(`asked for entry ${index}`);
    return entry.bytes;
  }

  #subtree(level: number, index: number): Uint8Array {
    const hash = this.#subtrees.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`asked for subtree ${level}/${index}`);
    return hash;
  }
}

const cache = new Map<number, Entry>();

/** Entries [from, to) of the sample ledger. */
export function entriesOf(from: number, to: number): readonly Entry[] {
  return Array.from({ length: to - from }, (_, at) => {
    const entry = cache.get(from + at) ?? entryAt(from + at);
    cache.set(from + at, entry);
    return entry;
  });
}

/** A ledger grown to each of these sizes in turn. */
export function grow(...sizes: readonly number[]): SampleLedger {
  const ledger = new SampleLedger();
  for (const size of sizes) ledger.flush(entriesOf(ledger.state().size, size));
  return ledger;
}

/** Files as comparable text. */
export function shown(files: ReadonlyMap<string, Uint8Array>): Readonly<Record<string, string>> {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, bytes]) => [path, toBase64(bytes)]));
}

/** Leaf hashes as verifying holds them; null: the entry is missing. */
export function leavesOf(hashes: readonly (Uint8Array | null)[]): Leaves {
  const leaves = new Leaves();
  for (let at = 0; at < hashes.length; at += 256) {
    const some = hashes.slice(at, at + 256);
    const there = some.filter((hash) => hash !== null);
    leaves.append(blockOf(some, 32), there.length === 256 ? rootOf(there) : null);
  }
  return leaves;
}
