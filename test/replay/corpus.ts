import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { evidenceDigest } from '../../src/ledger/evidence-branch.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../src/ledger/layout.ts';

export const corpora = ['requests', 'groups', 'deployments'] as const;
export type CorpusName = (typeof corpora)[number];

type Changed = Readonly<Record<string, string | null>>;

/** A ledger and its evidence as the app wrote them, in a bare repository of one's own. */
export interface Corpus {
  readonly path: string;
  readonly key: string;
  git(args: readonly string[], input?: string | Uint8Array): string;
  /** The entries in order, decoded. */
  entries(): readonly JsonObject[];
  /** Path → content of the evidence branch. */
  evidence(): ReadonlyMap<string, string>;
  /** Its documents by digest. */
  documents(): ReadonlyMap<string, Json>;
  /** A commit of a stranger on the evidence branch: files written; null: removed. */
  writeEvidence(files: Changed): string;
  /** An entry that nobody signed, at the end of the ledger; its index. */
  append(statement: JsonObject): number;
  remove(): void;
}

export function openCorpus(name: CorpusName): Corpus {
  const place = (file: string): string => fileURLToPath(new URL(`./golden/${file}`, import.meta.url));
  const directory = mkdtempSync(join(tmpdir(), 'countersign-corpus-'));
  const path = join(directory, 'shop.git');
  execFileSync('git', ['clone', '--quiet', '--bare', place(`${name}.bundle`), path], { stdio: 'pipe' });
  const git: Corpus['git'] = (args, input) =>
    execFileSync('git', ['-C', path, ...args], { input, maxBuffer: 2 ** 28, stdio: 'pipe' }).toString();
  const read = (branch: string): ReadonlyMap<string, string> => {
    const paths = git(['ls-tree', '-r', '--name-only', branch]).trim().split('\n');
    const asked = paths.map((each) => `${branch}:${each}\n`).join('');
    const answers = Buffer.from(git(['cat-file', '--batch'], asked));
    const files = new Map<string, string>();
    let at = 0;
    for (const each of paths) {
      const line = answers.indexOf('\n', at);
      const size = Number(answers.subarray(at, line).toString().split(' ')[2]);
      files.set(each, answers.subarray(line + 1, line + 1 + size).toString());
      at = line + size + 2;
    }
    return files;
  };
  const write = (branch: string, files: Changed): string => {
    const changes = Object.entries(files).map(([each, text]) =>
      text === null ? `D ${each}\n` : `M 100644 inline ${each}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    );
    const head = `commit refs/heads/${branch}\ncommitter x <x@example.org> 1800000000 +0000\ndata 1\nx\n`;
    git(['fast-import', '--quiet'], `${head}from refs/heads/${branch}^0\n${changes.join('')}`);
    return git(['rev-parse', branch]).trim();
  };
  return {
    path,
    key: readFileSync(place(`${name}.vkey`), 'utf8').trim(),
    git,
    entries: () =>
      [...read(LEDGER_BRANCH)]
        .filter(([each]) => each.startsWith('tail/'))
        .toSorted(([a], [b]) => indexOf(a) - indexOf(b))
        .map(([, text]) => JSON.parse(text) as JsonObject),
    evidence: () => read(EVIDENCE_BRANCH),
    documents: () => {
      const found = [...read(EVIDENCE_BRANCH)].filter(([each]) => evidenceDigest(each) !== null);
      return new Map(
        found.map(([each, text]) => [evidenceDigest(each) ?? '', (JSON.parse(text) as JsonObject)['document'] ?? null]),
      );
    },
    writeEvidence: (files) => write(EVIDENCE_BRANCH, files),
    append: (statement) => {
      const [origin = '', size = '', ...rest] = (read(LEDGER_BRANCH).get('checkpoint') ?? '').split('\n');
      write(LEDGER_BRANCH, {
        [`tail/${size}.json`]: JSON.stringify(statement),
        checkpoint: [origin, String(Number(size) + 1), ...rest].join('\n'),
      });
      return Number(size);
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

const indexOf = (path: string): number => Number(path.slice('tail/'.length, -'.json'.length));
