import { Fault } from '../../base/fault.ts';
import type { Json } from '../../base/json.ts';
import type { ErasableTable, EvidencePlace, HeldEntries, HeldRow, Store } from '../../store/store.ts';
import { eachDocument } from './each-document.ts';
import { ERASING } from './erasing-memory.ts';
import { followDocuments } from './follow-documents.ts';
import { idText, makeHolds, textsOf, wordsOf } from './holds.ts';
import { type Identity, idsOf, joinIdentities, learn, nobody, walkObjects } from './identity.ts';

/** Everything of a person that the database keeps. */
export interface Findings {
  readonly identity: Identity;
  /** Pull requests that they opened, as evidence names its subjects. */
  readonly opened: readonly string[];
  readonly documents: readonly EvidencePlace[];
  readonly rows: readonly TableRows[];
  /** Ledger entries that name them, which nobody can erase. */
  readonly entries: readonly HeldEntries[];
}

export interface TableRows {
  readonly table: ErasableTable;
  readonly rows: readonly HeldRow[];
}

/**
 * What is remembered there is no person's, and cannot be read again: bytes that entries pin, in whose base64 a short login
 * may stand by chance, and who is being erased.
 */
const isLedgers = (scope = ''): boolean => scope === ERASING || scope.startsWith('ledger-');

const TABLES: readonly ErasableTable[] = ['subject', 'push', 'delivery', 'memory', 'job'];

type Erasing = Pick<Store, 'erasure'>;

/** Throws Fault `cli.usage` for a login that several people had: an id has to be given. */
export async function identify(store: Erasing, person: string, kept: Identity = nobody): Promise<Identity> {
  const given: Identity = /^\d+$/.test(person) ? { ...nobody, ids: [Number(person)] } : { ...nobody, logins: [person] };
  const begun = joinIdentities(given, kept);
  const ids = begun.ids.length > 0 ? begun.ids : await findIds(store, begun.logins);
  if (ids.length > 1)
    throw new Fault('cli.usage', `${person} was the login of several people: ${ids.join(', ')}`, {
      next: 'Give the id of the one who is meant.',
    });
  let identity: Identity = { ...begun, ids };
  const texts = ids.map(idText);
  await eachDocument(store, texts, ({ document }) => {
    identity = learn(identity, JSON.parse(document) as Json);
  });
  for (const { value } of await rowsHolding(store, texts)) identity = learn(identity, value);
  return identity;
}

async function findIds(store: Erasing, logins: readonly string[]): Promise<readonly number[]> {
  const ids = new Set<number>();
  const add = (value: Json): void => idsOf(logins, value).forEach((id) => ids.add(id));
  const texts = textsOf({ ...nobody, logins });
  await eachDocument(store, texts, ({ document }) => add(JSON.parse(document) as Json));
  for (const { value } of await rowsHolding(store, texts)) add(value);
  return [...ids].toSorted((a, b) => a - b);
}

async function rowsHolding({ erasure }: Erasing, texts: readonly string[]): Promise<readonly HeldRow[]> {
  return (await Promise.all(TABLES.map((table) => erasure.rows(table, texts)))).flat();
}

/**
 * The documents of pull requests that the person opened are theirs as a whole: title, description, names of branches.
 * `known`: those of which an earlier call knew it; what told may be gone.
 */
export async function findPerson(
  store: Pick<Store, 'erasure'>,
  identity: Identity,
  known: readonly string[] = [],
): Promise<Findings> {
  const holds = makeHolds(identity);
  const texts = textsOf(identity);
  const places: EvidencePlace[] = [];
  const opened = new Set(known);
  // Read back from a branch after the database was lost: only the documents themselves tell what belongs together.
  const unplaced: EvidencePlace[] = [];
  await eachDocument(store, texts, ({ ledger, digest, document, subject }) => {
    const value = JSON.parse(document) as Json;
    if (!holds(value)) return;
    places.push({ ledger, digest });
    if (!isOpenedBy(identity, value)) return;
    if (subject === '') unplaced.push({ ledger, digest });
    else opened.add(subject);
  });
  const rows: TableRows[] = [];
  for (const table of TABLES) {
    const found = (await store.erasure.rows(table, texts)).filter(
      ({ key, value }) => holds(value) && !(table === 'memory' && isLedgers(key[0])),
    );
    rows.push({ table, rows: found });
  }
  return {
    identity,
    opened: [...opened],
    documents: eachOnce([
      ...places,
      ...(await store.erasure.evidenceOf([...opened])),
      ...(await followDocuments(store, unplaced)),
    ]),
    rows,
    entries: await store.erasure.entries(wordsOf(identity)),
  };
}

/** A change as facts.ts describes it. */
function isOpenedBy({ ids }: Identity, document: Json): boolean {
  let isTheirs = false;
  walkObjects(document, ({ author, title }) => {
    if (typeof title !== 'string' || typeof author !== 'object' || author === null || !('id' in author)) return;
    if (typeof author['id'] === 'number' && ids.includes(author['id'])) isTheirs = true;
  });
  return isTheirs;
}

function eachOnce(places: readonly EvidencePlace[]): readonly EvidencePlace[] {
  return [...new Map(places.map((place) => [`${place.ledger}:${place.digest}`, place])).values()];
}
