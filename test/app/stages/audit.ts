import type { Context } from '../../../src/app/context.ts';
import { flush } from '../../../src/app/stages/flush.ts';
import { parseEntry } from '../../../src/ledger/entry.ts';
import type { LedgerState } from '../../../src/store/store.ts';
import { runCli } from '../../cli/test-io.ts';
import { flushing, restarted } from './bench.ts';
import type { Scene, Shop, Verified } from './scene.ts';

/** One ledger for all repositories of the organisation, in a repository of its own. */
export interface Audit {
  readonly name: string;
  readonly id: number;
  readonly gitDir: string;
  /** A process that was started with the setting that names it. */
  readonly context: Context;
}

let made = 0;

export async function openAudit(scene: Scene, fields: { readonly private?: boolean } = {}): Promise<Audit> {
  made += 1;
  const owner = scene.sample.organization;
  const { id, name, fullName, gitDir } = await scene.github.createRepository({
    owner,
    name: `audit-${made}`,
    ...fields,
  });
  const { config } = scene.context;
  const ledger = { ...config.ledger, repositories: [{ owner, name }] };
  return { name: fullName, id, gitDir, context: restarted({ ...scene.context, config: { ...config, ledger } }) };
}

export async function ledgerIn({ store }: Context, repository: number): Promise<LedgerState> {
  const ledger = await store.ledgers.ofRepository(repository);
  if (ledger === null) throw new Error(`repository ${repository} hosts no ledger`);
  return ledger;
}

export async function flushAll(context: Context): Promise<void> {
  for (const { id } of await context.store.ledgers.unpublished()) await flush(flushing(context), id);
}

/** `moved shop-1`, `genesis`, `decision shop-2` …: what each entry says, and of which repository, in order. */
export async function readStory(context: Context, { id, decided }: LedgerState): Promise<readonly string[]> {
  const stored = await context.store.ledgers.entries(id, 0, decided.size);
  return stored.map(({ bytes }) => {
    const { kind, statement } = parseEntry(Buffer.from(bytes));
    const { countersign_ledger: act, countersign } = statement['predicate'] as unknown as {
      countersign_ledger?: { act: string };
      countersign: { repository: { name: string } };
    };
    return `${act?.act ?? kind} ${countersign.repository.name.split('/')[1] ?? ''}`;
  });
}

/** What the command line says of a ledger's branch, knowing nothing but the key. */
export async function verifyIn(context: Context, { gitDir }: Pick<Shop, 'gitDir'>, origin: string): Promise<Verified> {
  const key = context.keys.vkey(origin);
  const ran = await runCli(['ledger', 'verify', gitDir, '--key', key, '--format', 'json']);
  if (ran.out === '') throw new Error(ran.err);
  return JSON.parse(ran.out) as Verified;
}
