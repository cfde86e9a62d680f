import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerKeys } from '../../src/app/ledger-keys.ts';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { runCli } from '../cli/test-io.ts';
import type { StandIn } from '../github/client.ts';
import type { RunningApp } from './running-app.ts';
import type { Team } from './team.ts';

/** A repository's ledger as anybody sees it on its branch, and as the command line judges it. */
export interface LedgerBook {
  readonly key: string;
  head(): Promise<string | null>;
  /** Decoded, in order. */
  entries(): Promise<readonly JsonObject[]>;
  /** The bytes of every entry, to compare with later ones: nothing may ever change. */
  lines(): Promise<readonly string[]>;
  verify(): Promise<Verified>;
}

export interface Verified {
  readonly ok: boolean;
  readonly size: number | null;
  readonly problems: readonly { readonly code: string; readonly commit: string | null; readonly message: string }[];
}

export const LEDGER = 'countersign/ledger';

export function ledgerBook(
  app: Pick<RunningApp, 'data'>,
  { github, repository, made }: Pick<Team, 'github' | 'repository' | 'made'>,
): LedgerBook {
  const origin = `${new URL(github.url).host}/${repository}`;
  const key = ledgerKeys(createPrivateKey(readFileSync(join(app.data, 'ledger-key.pem'), 'utf8'))).vkey(origin);
  const head = async (): Promise<string | null> =>
    (await github.refs({ repository, prefix: `refs/heads/${LEDGER}` }))[`refs/heads/${LEDGER}`] ?? null;
  const lines = async (): Promise<readonly string[]> => {
    const revision = await head();
    const found: string[] = [];
    for (let next: string | null = ''; revision !== null && next !== null; ) {
      next = await github.readFile({ repository, revision, path: `tail/${found.length}.json` });
      if (next !== null) found.push(next);
    }
    return found;
  };
  return {
    key,
    head,
    lines,
    entries: async () => (await lines()).map((line) => JSON.parse(line) as JsonObject),
    verify: async () => {
      const { out, err } = await runCli(['ledger', 'verify', made.gitDir, '--key', key, '--format', 'json']);
      if (out === '') throw new Error(err);
      return JSON.parse(out) as Verified;
    },
  };
}

/** `genesis`, `start`, `policy`, `alert`, `allow`, `deny` …: what an entry is about, in a word. */
export function wordOf({ predicate }: JsonObject): string {
  if (!isJsonObject(predicate)) return '?';
  const act = predicate['countersign_ledger'];
  const decision = predicate['countersign_decision'];
  for (const kind of ['alert', 'gap', 'landed']) if (isJsonObject(predicate[`countersign_${kind}`])) return kind;
  const word = isJsonObject(act) ? act['act'] : isJsonObject(decision) ? decision['verdict'] : 'policy';
  return typeof word === 'string' ? word : '?';
}

export interface LandedTold {
  readonly how: string;
  readonly result: string;
  readonly after: string | null;
  readonly covered: readonly { readonly change?: number; readonly commits: readonly string[] }[];
}

/** What landed, in the order in which it was told, once this commit is among it. */
export async function landedUntil(
  book: LedgerBook,
  { github, after }: { readonly github: Pick<StandIn, 'waitFor'>; readonly after: string },
): Promise<readonly LandedTold[]> {
  return await github.waitFor('what landed to be told', async () => {
    const told = (await book.entries()).flatMap(({ predicate }) => {
      const landed = isJsonObject(predicate) ? predicate['countersign_landed'] : undefined;
      return landed === undefined ? [] : [landed as unknown as LandedTold];
    });
    return told.some((each) => each.after === after) ? told : null;
  });
}
