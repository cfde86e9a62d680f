import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadDocument } from '../../src/ledger/facts-document.ts';
import { StandIn } from '../github/client.ts';
import { startBalancer } from './balancer.ts';
import { type Book, LEDGER, readBook } from './book.ts';
import { type Calm, calm } from './calm.ts';
import { type Crew, startCrew } from './crew.ts';
import { type Place, preparePglite, preparePostgres, readDocuments } from './database.ts';
import type { Broken } from './invariants/broken.ts';
import { checkCauses } from './invariants/causes.ts';
import { checkChecks } from './invariants/checks.ts';
import { checkEntries } from './invariants/entries.ts';
import { checkLedger } from './invariants/ledgers.ts';
import { checkLogs } from './invariants/logs.ts';
import { type FastTime, fastNode } from './pace.ts';
import { type Workplace, workplacesOf } from './perform.ts';
import { makeScene, type Scene } from './scene.ts';
import { type Passed, rage } from './storm.ts';

export interface RunOptions {
  readonly seed: number;
  readonly deliveries: number;
  readonly database: 'pglite' | 'postgres';
  readonly processes: number;
  readonly organizations: number;
  /** Of each organisation. */
  readonly repositories: number;
  readonly kills: number;
  /** Share of requests and of deliveries for each way of going wrong. */
  readonly share: number;
  /** How much faster than ours the clock runs. */
  readonly speed: number;
  /** Milliseconds until nothing must be left. */
  readonly patience: number;
  readonly say: (line: string) => void;
  /** Settings of the app, for whoever wants to break something. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly passed: Passed;
  readonly calm: Calm;
  readonly entries: number;
  readonly judged: number;
  readonly broken: readonly Broken[];
  readonly places: readonly Workplace[];
  readonly books: readonly { readonly repository: string; readonly book: Book | null }[];
  /** Seconds of each part. */
  readonly took: Readonly<Record<string, number>>;
}

const SLOTS = 4;

/** A whole run: the storm, the calm after it, and what must hold then. */
export async function run(options: RunOptions): Promise<Outcome> {
  const data = mkdtempSync(join(tmpdir(), 'countersign-torture-'));
  const time: FastTime = { since: Date.now(), speed: options.speed };
  const ends: (() => Promise<unknown>)[] = [];
  const later = <T>(made: T, end: (made: T) => Promise<unknown>): T => {
    ends.push(async () => await end(made));
    return made;
  };
  try {
    const [github, place] = await Promise.all([
      StandIn.start({ node: [fastNode(time)] }),
      options.database === 'postgres' ? preparePostgres(time) : preparePglite(data, time),
    ]);
    later(github, (made) => made.stop());
    later(place, (made) => made.stop());
    const scene = await makeScene(github, options);
    const balancer = later(await startBalancer(), (made) => made.close());
    const crew = later(
      await startCrew({
        scene,
        balancer,
        time,
        size: options.processes,
        data,
        databaseUrl: place.url,
        ...(options.settings === undefined ? {} : { settings: options.settings }),
      }),
      (made) => made.kill(),
    );
    const since = (await github.deliveryLog({ appId: scene.appId })).length;
    await github.setWebhook({ appId: scene.appId, url: `${balancer.url}/api/github/webhooks` });
    return await stormAndCalm(options, { scene, crew, place, time, since });
  } finally {
    for (const end of ends.toReversed()) await end();
    rmSync(data, { recursive: true, force: true });
  }
}

interface Parts {
  readonly scene: Scene;
  readonly crew: Crew;
  readonly place: Place;
  readonly time: FastTime;
  /** Deliveries before the app listened. */
  readonly since: number;
}

async function stormAndCalm(options: RunOptions, parts: Parts): Promise<Outcome> {
  const { scene, crew, place } = parts;
  const { github } = scene;
  const took: Record<string, number> = {};
  const timed = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await act();
    took[name] = Math.round((performance.now() - began) / 100) / 10;
    options.say(`${name}: ${took[name]} s`);
    return result;
  };
  const lanes = workplacesOf(scene, SLOTS);
  const places = lanes.flat();
  const watch = watchHeads(scene, places);
  const passed = await timed('storm', async () => await rage({ ...options, scene, crew, lanes }));
  options.say(JSON.stringify(passed));
  await timed('restart', async () => await crew.restart());
  const reached = await timed('calm', async () => await calm({ ...options, github, place }));
  const seen = await watch.end();
  if (place.url === null) await crew.kill();
  const found = await timed('invariants', async () => await checkAll(parts, { places, seen, reached }));
  return { passed, calm: reached, ...found, places, took };
}

interface Checking {
  readonly places: readonly Workplace[];
  readonly seen: Seen;
  readonly reached: Calm;
}

async function checkAll(
  { scene, crew, place, time, since }: Parts,
  { places, seen, reached }: Checking,
): Promise<Pick<Outcome, 'entries' | 'judged' | 'broken' | 'books'>> {
  const { github, appId } = scene;
  const broken: Broken[] = Object.entries(reached.leftovers).map(([what, count]) => ({
    invariant: 'leftovers',
    about: null,
    message: `${count} left: ${what}`,
  }));
  broken.push(...reached.jobs.map((job) => ({ invariant: 'leftovers', about: null, message: JSON.stringify(job) })));
  const books = places.map((each) => ({ ...each, book: readBook(each.gitDir) }));
  const documents = await place.look(readDocuments);
  const read: ReadDocument = (digest) => documents.get(digest) ?? null;
  let entries = 0;
  for (const { repository, gitDir, book } of books) {
    if (book === null) continue;
    entries += book.entries.length;
    broken.push(...checkEntries(repository, book, read));
    broken.push(...(await checkLedger(scene, { repository, gitDir, book, seen: seen.get(repository) ?? new Set() })));
  }
  const { judged, broken: ofChecks } = await checkChecks({ scene, time }, books);
  broken.push(...ofChecks);
  const log = await github.deliveryLog({ appId });
  broken.push(...(await place.look(async (database) => await checkCauses(database, { log, since }))));
  broken.push(...checkLogs(crew.logs(), scene));
  const { problems, unimplemented } = await github.stats();
  for (const message of [...problems, ...unimplemented]) broken.push({ invariant: 'stand-in', about: null, message });
  return { entries, judged, broken, books };
}

/** Every head that each ledger was seen at. */
type Seen = ReadonlyMap<string, ReadonlySet<string>>;

const LOOK_EVERY = 200;

function watchHeads({ github }: Scene, places: readonly Workplace[]): { readonly end: () => Promise<Seen> } {
  const seen = new Map(places.map(({ repository }) => [repository, new Set<string>()]));
  let isOver = false;
  const look = async (): Promise<void> => {
    for (const { repository } of places) {
      const head = (await github.refs({ repository, prefix: LEDGER }))[LEDGER];
      if (head !== undefined) seen.get(repository)?.add(head);
    }
  };
  const looking = (async () => {
    while (!isOver) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await looking;
      await look();
      return seen;
    },
  };
}
