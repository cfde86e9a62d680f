import type { Doors, LedgerBranch } from '../../src/app/ports.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * Every method of every door of the pipeline. `effect`: it changes something, and each kind of call of it has its row in
 * the table. `read`: it changes nothing. A text: the test that plays it, or why there is nothing to play. The compiler
 * wants each method to stand here, and nothing else to.
 */
export type Sort = 'effect' | 'read' | Elsewhere;
type Elsewhere = `test/${string}` | `not ${string}`;

type Sorts<Door> = { readonly [Method in keyof Door]: Sort };
/** Doors of the store; the rest are methods of its own. */
type StoreDoor = {
  [Name in keyof Store]: Store[Name] extends (...given: never) => unknown ? never : Name;
}[keyof Store];
type ForgeDoor = Exclude<keyof Doors, 'ledgerBranch'>;

const WITNESSES = 'test/app/stages/witness.crashes.test.ts';
const ERASURE = 'test/app/erase/erase-person.crashes.test.ts';
const KEYS = 'test/app/stages/signing-keys.crashes.test.ts';
const EVIDENCE = 'test/app/stages/evidence-flush.crashes.test.ts';

/** Only of work that takes longer than its lease. */
const SLOW = 'test/store/contract/processes.ts';

export const STORE: { readonly [Name in StoreDoor]: Sorts<Store[Name]> } = {
  deliveries: { accept: 'effect', waiting: 'read', dispatched: 'effect', backlog: 'read', known: 'read' },
  subjects: {
    touch: 'effect',
    take: 'effect',
    extend: SLOW,
    settle: 'effect',
    release: 'effect',
    onBase: 'read',
    silentBases: 'read',
    onHead: 'read',
    ofInstallation: 'read',
    due: 'read',
    sharing: 'read',
    drop: 'effect',
    read: 'read',
  },
  backlog: { add: 'effect', release: 'effect', stalled: 'read' },
  ledgers: {
    open: 'effect',
    read: 'read',
    ofGeneration: 'read',
    succeed: KEYS,
    ofRepository: 'read',
    list: 'read',
    unpublished: 'read',
    take: 'effect',
    extend: 'effect',
    release: 'effect',
    pending: 'read',
    dropPending: KEYS,
    decide: 'effect',
    sign: 'effect',
    publish: 'effect',
    checkpoint: 'read',
    entries: 'read',
    subtrees: 'read',
    leaves: 'read',
    newestOf: 'read',
    everyOf: 'read',
    indexOf: 'read',
    onBranch: 'read',
    waiting: 'read',
    adopt: 'effect',
    takeBack: 'test/app/stages/take-back.crashes.test.ts',
    add: 'effect',
    evidence: 'read',
    evidenceOf: 'read',
  },
  homes: { read: 'read', list: 'read', move: 'effect' },
  evidence: {
    due: 'read',
    take: 'effect',
    release: 'effect',
    next: 'read',
    list: 'read',
    withhold: EVIDENCE,
    publish: 'effect',
    compared: 'effect',
    adopt: 'effect',
    restore: 'effect',
    newest: 'read',
    find: 'read',
    erase: ERASURE,
  },
  search: { behind: 'read', file: 'effect', find: 'read', ledger: 'read', extent: 'read' },
  links: {
    named: 'read',
    withIds: 'read',
    at: 'read',
    repositories: 'read',
    places: 'read',
    newest: 'read',
    beside: 'read',
    landings: 'read',
    landingsAt: 'read',
    inRun: 'read',
    below: 'read',
    joints: 'read',
    heldAt: 'read',
    turns: 'read',
    until: 'read',
    tips: 'read',
  },
  erasure: {
    evidence: 'read',
    evidenceOf: 'read',
    unread: 'read',
    entries: 'read',
    rows: 'read',
    forget: ERASURE,
    remains: 'read',
    compact: ERASURE,
  },
  witnesses: {
    states: 'read',
    remember: WITNESSES,
    cosignatures: 'read',
    cosignedSizes: 'read',
    witnessed: 'read',
    choose: WITNESSES,
    adopt: WITNESSES,
    asked: WITNESSES,
    due: 'read',
  },
  reports: {
    read: 'read',
    write: 'effect',
    forget: 'test/app/recovery/compare-check.test.ts',
    refresh: 'effect',
    take: 'effect',
    extend: SLOW,
    release: 'effect',
  },
  pushes: { touching: 'read', recordMissing: 'effect' },
  memory: { get: 'read', set: 'effect', forget: 'effect', list: 'read', oldest: 'read' },
  leases: { take: 'effect', extend: 'effect', release: 'effect' },
  turns: { take: 'test/app/stages/outsiders.test.ts' },
  budgets: { change: 'test/store/contract/budgets.ts' },
  jobs: { list: 'read', retry: 'not a step: an operator does it' },
  transfer: { export: 'read' },
  gauges: { read: 'read', migrations: 'read' },
  queue: {
    send: 'effect',
    work: 'not a step: it hands out the jobs of all steps',
    silence: 'read',
    stop: 'test/whole/shutdown.test.ts',
  },
};

export const FORGE: { readonly [Name in ForgeDoor]: Sorts<Doors[Name]> } = {
  changes: {
    collect: 'read',
    open: 'read',
    head: 'read',
    openChecks: 'read',
    firstChecks: 'read',
    merged: 'read',
    landed: 'read',
    tag: 'read',
    withHead: 'read',
    queue: 'read',
    activity: 'read',
    movements: 'read',
  },
  checks: { write: 'effect', find: 'read' },
  comments: { write: 'effect', has: 'read' },
  deployments: {
    collect: 'read',
    run: 'read',
    reviews: 'read',
    commits: 'read',
    between: 'read',
    answer: 'effect',
    environments: 'read',
    gate: 'read',
    workflowFiles: 'read',
    artifacts: 'read',
    attestations: 'read',
  },
  runs: { jobs: 'read' },
  alerts: { codeScanning: 'read', secretScanning: 'read', dependencies: 'read' },
  repositories: {
    permission: 'read',
    required: 'read',
    bypass: 'read',
    protection: 'read',
    properties: 'read',
    find: 'read',
    lastTouched: 'read',
    ofInstallation: 'read',
    installations: 'read',
    permissions: 'read',
  },
  hook: { attempts: 'read', payload: 'read', redeliver: 'effect' },
};

export const BRANCH: Sorts<LedgerBranch> = {
  head: 'read',
  assertHead: 'read',
  read: 'read',
  files: 'read',
  between: 'read',
  commit: 'effect',
  birth: 'effect',
  replace: EVIDENCE,
};

/** `store.ledgers.sign`, `forge.checks.write`, `branch.commit` … and what each is. */
export const METHODS: ReadonlyMap<string, Sort> = new Map([
  ...methodsOf('store', STORE),
  ...methodsOf('forge', FORGE),
  ...Object.entries<Sort>(BRANCH).map(([method, sort]) => [`branch.${method}`, sort] as const),
]);

function methodsOf(name: string, doors: Readonly<Record<string, Readonly<Record<string, Sort>>>>) {
  return Object.entries(doors).flatMap(([door, sorts]) =>
    Object.entries(sorts).map(([method, sort]) => [`${name}.${door}.${method}`, sort] as const),
  );
}
