import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { findBranch } from '../../src/cli/ledger/source.ts';
import { Spool } from '../../src/cli/ledger/spool.ts';
import { verifyEvidence } from '../../src/cli/ledger/verify-evidence.ts';
import { findGit, openRepository } from '../../src/git/git.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import { evidenceFile, makeEvidence } from '../../src/ledger/evidence.ts';
import { evidenceIn, evidenceOf } from '../../src/ledger/evidence-names.ts';
import { BUNDLE_SIZE, bundleCount, EVIDENCE_BRANCH, LEDGER_BRANCH, paths, tailStart } from '../../src/ledger/layout.ts';
import { importFiles } from '../git/import-files.ts';
import { type Corpus, openCorpus } from '../replay/corpus.ts';
import type { Figure } from './figure.ts';

const DECISIONS = Number(process.env['BENCH_REPLAYED'] ?? 10_000);
/** Ten thousand in twenty seconds. */
const REACH = 500;

/** Decisions made again out of a clone: those of the golden corpus many times, each time with documents of their own. */
export async function measureReplay(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const corpus = openCorpus('requests');
  try {
    const rules = writeCopies(corpus);
    const repository = await openRepository(await findGit(process.env), corpus.path);
    const ledger = await findBranch(repository, LEDGER_BRANCH);
    const evidence = await findBranch(repository, EVIDENCE_BRANCH);
    if (ledger === null || evidence === null) throw new Error('the copies lack a branch');
    using spool = new Spool(directory);
    const started = performance.now();
    const { check, replay } = await verifyEvidence({ ledger, evidence, spool, isReplayed: true });
    const seconds = (performance.now() - started) / 1000;
    if (replay === null || replay.same !== replay.decisions) throw new Error('decisions differ from themselves');
    return [
      {
        name: 'decisions replayed',
        value: replay.decisions / seconds,
        unit: '/s',
        reach: { is: '≥', value: REACH },
        how: `${replay.decisions} decisions by up to ${rules} rules, ${check.checked} documents, from a local clone`,
      },
    ];
  } finally {
    corpus.remove();
    rmSync(directory, { recursive: true });
  }
}

/** In place of what stands there; how many rules its longest policy has. */
function writeCopies(corpus: Corpus): number {
  const entries = corpus.entries();
  const documents = corpus.documents();
  const decisions = entries.filter((entry) => evidenceOf(entry).some(({ as }) => as === 'facts')).length;
  const files = new Map<string, Uint8Array>();
  const lines: string[] = [];
  for (let copy = 0; copy * decisions < DECISIONS; copy += 1) lines.push(...copyEntries({ entries, documents, files }));
  importFiles(corpus.path, EVIDENCE_BRANCH, files);
  importFiles(corpus.path, LEDGER_BRANCH, ledgerFiles(corpus.key.split('+')[0] ?? '', lines));
  return Math.max(...[...documents.values()].map((document) => canonicalize(document).split('- name:').length - 1));
}

interface Copying {
  readonly entries: readonly JsonObject[];
  readonly documents: ReadonlyMap<string, Json>;
  readonly files: Map<string, Uint8Array>;
}

/** The same with another salt for each document, so that every digest is another one. */
function copyEntries({ entries, documents, files }: Copying): readonly string[] {
  const renamed = new Map<string, string>();
  const rename = (text: string, named: ReturnType<typeof evidenceOf>): string =>
    named.reduce((renaming, { as, digest }) => renaming.replaceAll(digest, copyDocument(as, digest)), text);
  const copyDocument = (as: string, digest: string): string => {
    const known = renamed.get(digest);
    if (known !== undefined) return known;
    const document = documents.get(digest) ?? null;
    const salt = new Uint8Array(32);
    new DataView(salt.buffer).setUint32(0, files.size);
    const copy = makeEvidence(JSON.parse(rename(canonicalize(document), evidenceIn(as, document))) as Json, salt);
    const { path, bytes } = evidenceFile(copy);
    files.set(path, bytes);
    renamed.set(digest, copy.digest);
    return copy.digest;
  };
  return entries.map((entry) => rename(canonicalize(entry), evidenceOf(entry)));
}

/** Nobody signs it and nothing hashes it: entries are read as they stand there. */
function ledgerFiles(origin: string, lines: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const root = Buffer.alloc(32).toString('base64');
  files.set(paths.checkpoint, Buffer.from(`${origin}\n${lines.length}\n${root}\n\n— ${origin} AAAAAAAA\n`));
  for (let bundle = 0; bundle < bundleCount(lines.length); bundle += 1) {
    const some = lines.slice(bundle * BUNDLE_SIZE, (bundle + 1) * BUNDLE_SIZE);
    files.set(paths.bundle(bundle), Buffer.from(`${some.join('\n')}\n`));
  }
  for (const [at, line] of lines.slice(tailStart(lines.length)).entries())
    files.set(paths.tail(tailStart(lines.length) + at), Buffer.from(line));
  return files;
}
