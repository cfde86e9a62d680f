import { Fault } from '../base/fault.ts';
import type { Database, Sql } from './database.ts';
import { EVIDENCE_COLUMNS, evidenceArrays } from './evidence-columns.ts';
import { readLedgers } from './ledger-row.ts';
import type { Evidence, EvidenceLease, EvidenceShelf, EvidenceState, KeptEvidence } from './store.ts';

/** The evidence of all ledgers, and where it stands on the branch. */
export function createEvidenceShelf(database: Database): EvidenceShelf {
  return {
    due: async (age) => await readDue(database, age),
    take: async (repository, owner, leaseFor) => await takeBranch(database, { repository, owner, leaseFor }),
    release: async ({ repository, owner, number }) => {
      await database.query(
        `update countersign.evidence_branch set lease_owner = null, lease_until = null
         where repository = $1 and lease_owner = $2 and lease_number = $3`,
        [repository, owner, number],
      );
    },
    next: async (lease, state, most) => await readNext(database, lease, { state, ...most }),
    list: async ({ repository }, after, limit) =>
      await database.query<KeptEvidence>(
        `select ${COLUMNS} from countersign.evidence e join countersign.ledger l on l.id = e.ledger
         where l.repository = $1 and e.digest > $2 order by e.digest limit $3`,
        [repository, after, limit],
      ),
    withhold: async (lease, digest) => await fenced(database, lease, (sql) => mark(sql, lease, [digest], 'withheld')),
    publish: async (lease, { head, at, digests, purged, tidied }) =>
      await fenced(database, lease, async (sql) => {
        await mark(sql, lease, digests, 'published');
        await sql.query(
          `update countersign.evidence_branch
           set head = $2, published_at = $3, purged = greatest(purged, $4), untidy = untidy and not $5 where repository = $1`,
          // An erasure that came since the lease was taken is none that this head can have followed.
          [lease.repository, head, at, purged ? lease.erasures : 0, tidied],
        );
      }),
    compared: async (lease, { head, present, lost, unknown, untidy }) =>
      await fenced(database, lease, async (sql) => {
        await mark(sql, lease, present, 'published');
        await mark(sql, lease, lost, 'waiting');
        await expectUnread(sql, lease, unknown);
        await sql.query(
          'update countersign.evidence_branch set head = $2, untidy = untidy or $3 where repository = $1',
          [lease.repository, head, untidy],
        );
      }),
    adopt: async (lease, digest, read) =>
      await fenced(database, lease, async (sql) => {
        const of = `digest = $2 and state = 'unread' and ${OF_REPOSITORY}`;
        if (read === null) await sql.query(`delete from countersign.evidence where ${of}`, [lease.repository, digest]);
        else
          await sql.query(
            `update countersign.evidence set state = 'published', salt = $3, document = $4, hash = $5 where ${of}`,
            [lease.repository, digest, read.salt, read.document, read.hash],
          );
      }),
    restore: async (ledger, pieces) => await restore(database, ledger, pieces),
    newest: async (ledger, subject, part) => {
      const [row] = await database.query<Evidence>(
        `select ${EVIDENCE_COLUMNS} from countersign.evidence
         where ledger = $1 and md5(subject) = md5($2) and subject = $2 and part = $3 and state not in ('unread', 'erased')
         order by stored_at desc, digest limit 1`,
        [ledger, subject, part],
      );
      return row ?? null;
    },
    find: async (ledger, digest) => {
      const [row] = await database.query<KeptEvidence>(
        `select ${COLUMNS} from countersign.evidence e where e.ledger = $1 and e.digest = $2`,
        [ledger, digest],
      );
      return row ?? null;
    },
    erase: async (ledger, digests) => await database.transaction(async (sql) => await erase(sql, ledger, digests)),
  };
}

const COLUMNS = 'e.ledger, e.digest, e.salt, e.document, e.subject, e.part, e.hash, e.state';
const OF_REPOSITORY = 'ledger in (select id from countersign.ledger where repository = $1)';

async function readDue(database: Database, age: number): Promise<readonly number[]> {
  const rows = await database.query<{ repository: number }>(
    `select l.repository from countersign.evidence e join countersign.ledger l on l.id = e.ledger
     where e.state in ('waiting', 'unread') and (e.state = 'unread' or e.stored_at <= countersign.clock() - $1)
     union select repository from countersign.evidence_branch where untidy or erasures > purged
     order by repository`,
    [age],
  );
  return rows.map(({ repository }) => repository);
}

interface Taking {
  readonly repository: number;
  readonly owner: string;
  readonly leaseFor: number;
}

interface BranchRow {
  readonly number: number;
  readonly head: string | null;
  readonly published_at: number | null;
  readonly erasures: number;
  readonly purged: number;
  readonly untidy: boolean;
}

async function takeBranch(database: Database, { repository, owner, leaseFor }: Taking): Promise<EvidenceLease | null> {
  await database.query(
    `insert into countersign.evidence_branch (repository) select $1 where exists (
       select 1 from countersign.ledger where repository = $1)
     on conflict do nothing`,
    [repository],
  );
  const [taken] = await database.query<BranchRow>(
    `update countersign.evidence_branch
     set lease_number = lease_number + 1, lease_owner = $2, lease_until = countersign.clock() + $3
     where repository = $1 and coalesce(lease_until, 0) <= countersign.clock()
     returning lease_number as number, head, published_at, erasures, purged, untidy`,
    [repository, owner, leaseFor],
  );
  if (taken === undefined) return null;
  const [ledger] = await readLedgers(database, 'repository = $1 order by id desc limit 1', [repository]);
  if (ledger === undefined) throw new Fault('internal.bug', `repository ${repository} has no ledger`);
  const { number, head, published_at, erasures, purged, untidy } = taken;
  return {
    repository,
    ledger,
    head,
    publishedAt: published_at,
    erasures,
    purge: erasures > purged,
    untidy,
    owner,
    number,
  };
}

interface Next {
  readonly state: EvidenceState;
  readonly pieces: number;
  readonly bytes: number;
}

/** `sum` counts what stands before a piece too: the first one is within any limit. */
async function readNext(
  database: Database,
  { repository }: EvidenceLease,
  { state, pieces, bytes }: Next,
): Promise<readonly KeptEvidence[]> {
  return await database.query<KeptEvidence>(
    `select ledger, digest, salt, document, subject, part, hash, state from (
       select w.*, sum(octet_length(w.document)) over (order by w.stored_at, w.digest) - octet_length(w.document) as before
       from (select * from countersign.evidence where state = $2 and ${OF_REPOSITORY} order by stored_at, digest limit $3) w
     ) e where before < $4 order by e.stored_at, e.digest`,
    [repository, state, pieces, bytes],
  );
}

/** In a transaction that locks the branch's row first, so that nobody takes over before it is done. */
async function fenced(
  database: Database,
  { repository, owner, number }: EvidenceLease,
  act: (sql: Sql) => Promise<void>,
): Promise<void> {
  await database.transaction(async (sql) => {
    const own = await sql.query(
      `select 1 from countersign.evidence_branch where repository = $1 and lease_owner = $2 and lease_number = $3
       for update`,
      [repository, owner, number],
    );
    if (own.length === 0)
      throw new Fault('store.lease-lost', `The evidence branch of repository ${repository} is another process' by now`);
    await act(sql);
  });
}

/** What was erased meanwhile stays erased, and what was never read has nothing to be published. */
async function mark(
  sql: Sql,
  { repository }: EvidenceLease,
  digests: readonly string[],
  state: 'waiting' | 'published' | 'withheld',
): Promise<void> {
  if (digests.length === 0) return;
  await sql.query(
    `update countersign.evidence set state = $3
     where digest = any($2::text[]) and state not in ('erased', 'unread') and ${OF_REPOSITORY}`,
    [repository, digests, state],
  );
}

async function expectUnread(sql: Sql, { ledger }: EvidenceLease, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return;
  await sql.query(
    `insert into countersign.evidence (ledger, digest, salt, document, subject, part, hash, state, stored_at)
     select $1, t.digest, '', '', '', '', '', 'unread', countersign.clock() from unnest($2::text[]) as t (digest)
     on conflict (ledger, digest) do nothing`,
    [ledger.id, digests],
  );
}

async function restore(database: Database, ledger: number, pieces: readonly Evidence[]): Promise<void> {
  if (pieces.length === 0) return;
  await database.query(
    `insert into countersign.evidence as e (ledger, ${EVIDENCE_COLUMNS}, state, stored_at)
     select $1, t.*, 'published', countersign.clock()
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as t
     on conflict (ledger, digest) do update set salt = excluded.salt, document = excluded.document,
       subject = excluded.subject, part = excluded.part, hash = excluded.hash, state = excluded.state
     where e.state = 'unread'`,
    [ledger, ...evidenceArrays(pieces)],
  );
}

/**
 * The branch's row is locked before the evidence, in the order of whoever publishes: a batch that is under way has either
 * told of its pieces already, or finds afterwards that the branch is to be replaced.
 */
async function erase(sql: Sql, ledger: number, digests: readonly string[]): Promise<readonly string[]> {
  await sql.query(
    `insert into countersign.evidence_branch as b (repository, erasures)
     select repository, 1 from countersign.ledger where id = $1
     on conflict (repository) do update set erasures = b.erasures + 1`,
    [ledger],
  );
  const rows = await sql.query<{ digest: string }>(
    `update countersign.evidence set state = 'erased', salt = '', document = '', hash = '', subject = '', part = ''
     where ledger = $1 and digest = any($2::text[]) and state <> 'erased' returning digest`,
    [ledger, digests],
  );
  return rows.map(({ digest }) => digest).toSorted();
}
