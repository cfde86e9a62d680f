import { createHash } from 'node:crypto';
import { toText } from '../../../src/base/bytes.ts';
import { commitSubject } from '../../../src/ledger/build.ts';
import { draftLanded } from '../../../src/ledger/build-landed.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import { draftEntry, sealEntry } from '../../../src/ledger/entry.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Store } from '../../../src/store/store.ts';
import { entryAt, headerOf, ORIGIN, timeOf } from '../../ledger/sample.ts';

/** Of so many entries the last tells what landed, the others what was decided about it … */
const PER_CHANGE = 6;
/** … and of so many the last but one tells of a deployment to production. */
const PER_DEPLOYMENT = 60;
const STEP = 20_000;
const TEMPLATE_INDEX = 4;

export const TRACED_ORIGIN = 'github.com/acme/shop';

/** What landed at or after this entry. */
export const commitAt = (index: number): string => landedAs(landingAt(index));
export const changeAt = (index: number): number => 1 + Math.floor(index / PER_CHANGE);
/** The deployment at or before this entry. */
export const deploymentAt = (index: number): number =>
  index -
  (index % PER_DEPLOYMENT) +
  PER_DEPLOYMENT -
  2 -
  (index % PER_DEPLOYMENT < PER_DEPLOYMENT - 2 ? PER_DEPLOYMENT : 0);

const landingAt = (index: number): number => index - (index % PER_CHANGE) + PER_CHANGE - 1;
const landedAs = (index: number): string => `${createHash('md5').update(String(index)).digest('hex')}01234567`;

/**
 * Decisions, landings each of which begins where the one before it left the branch, and deployments, as the database
 * would hold them; the hashes are nobody's business here.
 */
export async function fillTraced(database: Database, store: Store, entries: number): Promise<void> {
  const repository = { id: 22, owner: 'acme', name: 'shop' };
  const { id } = await store.ledgers.open({
    installation: 11,
    repository,
    origin: TRACED_ORIGIN,
    branch: 'countersign/ledger',
  });
  for (let from = 0; from < entries; from += STEP)
    await database.query(FILL, [id, decision(), landing(), deployment(), from, Math.min(from + STEP, entries) - 1]);
  await database.query('update countersign.ledger set decided_size = $2, published_size = $2 where id = $1', [
    id,
    entries,
  ]);
}

/** `tip`: the newest landing at or before the entry; a commit is named by the entry that it landed with. */
const FILL = `insert into countersign.entry (ledger, index, id, kind, n, subject, bytes, leaf)
  select $1, i, md5('id ' || i), 'decision', 1, md5(i::text),
    replace(replace(replace(replace(replace(replace(replace(
      case when i % ${PER_CHANGE} = ${PER_CHANGE - 1} then $3::text
        when i % ${PER_DEPLOYMENT} = ${PER_DEPLOYMENT - 2} then $4::text else $2::text end,
      '@ID@', md5('id ' || i)), '@DECISION@', md5('id ' || (i - 1))), '@NUMBER@', (1 + i / ${PER_CHANGE})::text),
      '4242424242', i::text),
      '@BEFORE@', md5((i - ${PER_CHANGE})::text) || '01234567'),
      '@COMMIT@', md5((case when i % ${PER_DEPLOYMENT} = ${PER_DEPLOYMENT - 2} then i - ${PER_CHANGE - 1} else i end)::text) || '01234567'),
      '@TIME@', to_char(timestamptz '2026-11-21T12:00:00Z' at time zone 'UTC' + i * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    md5(i::text)
  from generate_series($5::bigint, $6::bigint) as i`;

const mark = (letter: string): string => letter.repeat(40);
const [COMMIT, BEFORE] = [mark('c'), mark('b')];
const DECISION = 'd'.repeat(32);

/** What differs from entry to entry, as the database writes it. */
function toTemplate(text: string, id: string): string {
  return text
    .replaceAll(id, '@ID@')
    .replaceAll(COMMIT, '@COMMIT@')
    .replaceAll(BEFORE, '@BEFORE@')
    .replaceAll(DECISION, '@DECISION@')
    .replaceAll('"change":424242', '"change":@NUMBER@')
    .replaceAll(timeOf(TEMPLATE_INDEX), '@TIME@');
}

function decision(): string {
  const { bytes, id, statement } = entryAt(TEMPLATE_INDEX);
  const [subject] = statement['subject'] as unknown as readonly { digest: { gitCommit: string } }[];
  return toTemplate(toText(bytes) ?? '', id)
    .replaceAll(subject?.digest.gitCommit ?? '', '@COMMIT@')
    .replaceAll(`refs/pull/${TEMPLATE_INDEX}/`, 'refs/pull/@NUMBER@/');
}

function landing(): string {
  const draft = draftLanded({
    origin: ORIGIN,
    header: headerOf(TEMPLATE_INDEX),
    subject: subjectOf(COMMIT),
    landed: {
      how: 'merge',
      base: { refDigest: sha256Hex('refs/heads/main') },
      before: BEFORE,
      after: COMMIT,
      result: 'covered',
      covered: [{ decision: DECISION, change: 424_242, commits: [COMMIT] }],
      uncovered: [],
    },
  });
  return seal(draft);
}

function deployment(): string {
  const predicate = {
    countersign_event: {
      event: 'deployment',
      code: 'deployment.succeeded',
      environment: 'production',
      deployment: { id: 4_242_424_242, decision: null },
      started: timeOf(TEMPLATE_INDEX),
      ended: timeOf(TEMPLATE_INDEX),
    },
  };
  const [subject, header] = [subjectOf(COMMIT), headerOf(TEMPLATE_INDEX)];
  return seal(draftEntry({ origin: ORIGIN, kind: 'event', subject, header, predicate }));
}

function seal(draft: Parameters<typeof sealEntry>[0]): string {
  const entry = sealEntry(draft, timeOf(TEMPLATE_INDEX));
  return toTemplate(toText(entry.bytes) ?? '', entry.id);
}

function subjectOf(commit: string): ReturnType<typeof commitSubject> {
  const tree = sha256Hex(commit).slice(0, 40);
  return commitSubject({ repositoryUrl: 'https://github.com/acme/shop', commit, tree, sourceRefs: [] });
}
