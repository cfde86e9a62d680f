import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/app/config.ts';
import type { Context } from '../../src/app/context.ts';
import { ledgerKeys } from '../../src/app/ledger-keys.ts';
import { createObserver } from '../../src/app/observe/observer.ts';
import type { Forge, LedgerBranch } from '../../src/app/ports.ts';
import { evaluate } from '../../src/app/stages/evaluate.ts';
import { flushEvidence } from '../../src/app/stages/evidence-flush.ts';
import { flush } from '../../src/app/stages/flush.ts';
import { flushPace } from '../../src/app/stages/pace.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { known } from '../../src/policy/facts.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Figure } from './figure.ts';
import { git, gitBranch, packedBytes, packedSignature, WINDOWS } from './size/git-branch.ts';
import { lifeOf, MOMENTS } from './size/life.ts';
import { type PackBudget, packBudget, showBudget } from './size/pack-budget.ts';

/** Their 768 entries are exactly three bundles: none of what is sealed or begun belongs to others. */
const PULL_REQUESTS = Number(process.env['BENCH_PULL_REQUESTS'] ?? 128);
/** So that what is written once for a ledger (schemas, policy, README) is not counted for each of them. */
const WARM_UP = 10;

interface Way {
  readonly name: string;
  /** Decisions in one flush, and in one commit of evidence. */
  readonly entries: number;
  readonly evidence: number;
  readonly reach: number;
}

const WAYS: readonly Way[] = [
  // Six entries within ten seconds: some thirty pull requests are decided while evidence waits for five minutes.
  { name: 'six entries a flush', entries: 6, evidence: 180, reach: 6 },
  // A quiet repository: every decision is alone in its ten seconds, two of them in the same five minutes.
  { name: 'one entry a flush', entries: 1, evidence: 2, reach: 12 },
];

/** Packed in git, per decided pull request: the real stages, with commits as GitHub makes them. Where it goes is told on stderr. */
export async function measureSize(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const way of WAYS) {
    const { before, after } = await measureWay(way);
    const grown = (branch: Branch, of: 'plain' | 'aggressive'): number =>
      (after[branch][of] - before[branch][of]) / PULL_REQUESTS;
    const total = (of: 'plain' | 'aggressive'): number => grown('ledger', of) + grown('evidence', of);
    for (const branch of BRANCHES) {
      const budget = showBudget(before[branch].budget, after[branch].budget, PULL_REQUESTS);
      process.stderr.write(`\n${way.name}, ${branch}:\n${budget}\n`);
    }
    const how = `${MOMENTS} decisions, 3–25 files, 3–9 commits; ${PULL_REQUESTS} pull requests, git repack -adf`;
    const signed = packedSignature() * (MOMENTS / way.entries + MOMENTS / way.evidence);
    const parts = BRANCHES.map((branch) => `${branch} ${kilobytes(grown(branch, 'plain'))}`).join(', ');
    const rest = `of it GitHub's signatures ${kilobytes(signed)}; with git gc --aggressive ${kilobytes(total('aggressive'))}`;
    figures.push({
      name: `packed, ${way.name}`,
      value: total('plain') / 1000,
      unit: 'kB',
      reach: { is: '≤', value: way.reach },
      how: `${parts}, ${rest}; ${how}`,
    });
  }
  return figures;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const BRANCHES = ['ledger', 'evidence'] as const;
type Branch = (typeof BRANCHES)[number];
/** A repository for each branch. */
type Repositories = Readonly<Record<Branch, string>>;

/** Bytes. */
interface Packed {
  readonly plain: number;
  readonly aggressive: number;
  /** Of the plain pack. */
  readonly budget: PackBudget;
}

type Sizes = Readonly<Record<Branch, Packed>>;

async function measureWay(way: Way): Promise<{ readonly before: Sizes; readonly after: Sizes }> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-size-'));
  const repositories = { ledger: join(folder, 'ledger'), evidence: join(folder, 'evidence') };
  for (const gitDir of Object.values(repositories)) git(gitDir, ['init', '-q', '--bare', gitDir]);
  const store = await openStore({ memory: true, log: silentLog, clock: systemClock });
  try {
    const run = runner(sceneOf(store, repositories));
    await run({ ...way, from: 0, to: WARM_UP });
    const before = sizes(repositories);
    await run({ ...way, from: WARM_UP, to: WARM_UP + PULL_REQUESTS });
    return { before, after: sizes(repositories) };
  } finally {
    await store.close();
    if (process.env['BENCH_KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
    else process.stderr.write(`${folder}\n`);
  }
}

function sizes(repositories: Repositories): Sizes {
  return { ledger: sizeOf(repositories, 'ledger'), evidence: sizeOf(repositories, 'evidence') };
}

function sizeOf(repositories: Repositories, branch: Branch): Packed {
  const gitDir = repositories[branch];
  const aggressive = packedBytes(gitDir, WINDOWS.aggressive);
  return { aggressive, plain: packedBytes(gitDir), budget: packBudget(gitDir, `countersign/${branch}`) };
}

interface Scene {
  readonly context: Context;
  /** From now on GitHub shows every pull request as it was at this moment of its life. */
  readonly moveTo: (moment: number) => void;
}

const PLACE = { installation: 7, repository: { id: 812_345_678, owner: 'acme', name: 'shop' } } as const;

function sceneOf(store: Context['store'], repositories: Repositories): Scene {
  const pem = (kind: 'pkcs1' | 'pkcs8', key: ReturnType<typeof generateKeyPairSync>['privateKey']): string =>
    (key as { export(options: object): string }).export({ type: kind, format: 'pem' });
  const ledgerKey = generateKeyPairSync('ed25519').privateKey;
  const branches = new Map<string, LedgerBranch>([
    ['countersign/ledger', gitBranch(repositories.ledger, 'countersign/ledger')],
    ['countersign/evidence', gitBranch(repositories.evidence, 'countersign/evidence')],
  ]);
  const lives = new Map<number, ReturnType<typeof lifeOf>>();
  const state = { moment: 0, life: lifeOf(1) };
  const forge = {
    changes: {
      collect: async ({ number }: { number: number }) => {
        const life = lives.get(number) ?? lifeOf(number);
        lives.set(number, life);
        state.life = life;
        return await Promise.resolve(life.at(state.moment));
      },
      activity: async () => await Promise.resolve(known(state.life.movements(state.moment))),
      open: async () => await Promise.resolve([]),
    },
    checks: { find: async () => await Promise.resolve(null) },
    repositories: {},
    ledgerBranch: (_place: unknown, branch: string) => branches.get(branch),
  } as unknown as Forge;
  const context = {
    config: readConfig({
      APP_ID: '7',
      PRIVATE_KEY: pem('pkcs1', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      WEBHOOK_SECRET: 'a-webhook-secret-for-the-bench',
      COUNTERSIGN_LEDGER_WINDOW: '0',
    }),
    store,
    forge,
    keys: ledgerKeys(ledgerKey),
    askWitness: async () => await Promise.reject(new Error('the bench has no witnesses')),
    clock: systemClock,
    log: silentLog,
    observer: createObserver({ clock: systemClock }),
    random: (bytes: number) => new Uint8Array(randomBytes(bytes)),
    permissions: { checks: 'write' },
    compared: new Map(),
    comparing: new Map(),
    signed: new Map(),
    failures: new Map(),
    owner: 'bench',
  } as const;
  return { context, moveTo: (moment) => void Object.assign(state, { moment }) };
}

interface Run extends Way {
  readonly from: number;
  readonly to: number;
}

function runner({ context, moveTo }: Scene): (run: Run) => Promise<void> {
  const { store } = context;
  let decided = 0;
  const flushAll = async (): Promise<void> => {
    const ledger = await store.ledgers.ofRepository(PLACE.repository.id);
    if (ledger !== null) await flush({ context, pace: flushPace(0) }, ledger.id);
  };
  const publish = async (): Promise<void> =>
    await flushEvidence({ context, pace: flushPace(0), rests: new Map() }, PLACE.repository.id);
  return async ({ from, to, entries, evidence }) => {
    // Six pull requests are decided side by side, as they are in a repository where six entries make a flush.
    for (let first = from; first < to; first += MOMENTS) {
      for (let moment = 0; moment < MOMENTS; moment += 1) {
        for (let number = first; number < Math.min(first + MOMENTS, to); number += 1) {
          moveTo(moment);
          const subject = pullRequestSubject(PLACE, number + 1);
          await store.subjects.touch([{ subject, guids: [guid(number, moment)], priority: 0 }]);
          await evaluate(context, subject.key);
          decided += 1;
          if (decided % entries === 0) await flushAll();
          if (decided % evidence === 0) await publish();
        }
      }
    }
    await flushAll();
    await publish();
    const ledger = await store.ledgers.ofRepository(PLACE.repository.id);
    if ((ledger?.published.size ?? 0) < decided)
      throw new Error(`${ledger?.published.size} entries for ${decided} decisions`);
  };
}

function guid(number: number, moment: number): string {
  const hex = randomBytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${String(number % 10_000).padStart(4, '0')}-11ef-8${moment}00-${hex.slice(8, 20)}`;
}
