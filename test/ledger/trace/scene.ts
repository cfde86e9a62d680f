import { commitSubject, draftDecision } from '../../../src/ledger/build.ts';
import { draftAlert } from '../../../src/ledger/build-alert.ts';
import { draftLanded } from '../../../src/ledger/build-landed.ts';
import { canonicalize } from '../../../src/ledger/canonical.ts';
import { sha256Hex } from '../../../src/ledger/digest.ts';
import type { AlertCode } from '../../../src/ledger/entries/alert.ts';
import type { EventStatement } from '../../../src/ledger/entries/event.ts';
import type { LandedFields } from '../../../src/ledger/entries/landed.ts';
import { type Draft, draftEntry, type Entry, type HeaderFields, sealEntry } from '../../../src/ledger/entry.ts';
import type { Kind } from '../../../src/ledger/kind.ts';
import type { Subject } from '../../../src/ledger/terms.ts';
import { type TracedEntry, traceEntry } from '../../../src/ledger/trace/traced-entry.ts';
import { checkSchema, decisionFields, genesisDraft, headerOf, ORIGIN } from '../sample.ts';

type EventFields = EventStatement['predicate']['countersign_event'];
type Specifics = Parameters<typeof draftDecision>[0]['decision'];

/** A place and people in it. */
export const web = { id: 44, name: 'acme/web' };
export const api = { id: 33, name: 'acme/api' };

/** Ten minutes between entries, from noon of the 19th on. */
export const momentOf = (index: number): string => new Date(Date.UTC(2026, 10, 19, 12) + index * 600_000).toISOString();

/** A commit that begins so. */
export const oid = (prefix: string): string => `${prefix}${sha256Hex(prefix)}`.slice(0, 40);

/** A ledger that tells what happened to changes, entry by entry, each of which fits its schema. */
export class Scene {
  readonly entries: Entry[] = [];
  repository = web;
  actor: HeaderFields['actor'] = { id: 7, type: 'user', login: 'dana' };
  readonly #counts = new Map<string, number>();

  constructor() {
    this.#seal(genesisDraft());
  }

  /** Readers' view of all of them. */
  traced(): readonly TracedEntry[] {
    return this.entries.map(({ bytes }, index) => traceEntry(index, bytes));
  }

  decide(commit: string, of: { readonly change: number; readonly verdict?: 'allow' | 'deny' }): string {
    const refs = [`refs/pull/${of.change}/head`];
    return this.#decide(this.#commit(commit, refs), of.verdict ?? 'allow', { kind: 'pull_request' });
  }

  decideGroup(commit: string, members: readonly number[]): string {
    const refs = members.map((number) => `refs/pull/${number}/head`);
    const named = members.map((number) => ({ number, verdict: 'allow' as const }));
    return this.#decide(this.#commit(commit, refs), 'allow', { kind: 'merge_group', members: named });
  }

  /** A deployment asks whether it may. */
  gate(commit: string, environment: string, of: { readonly id: number; readonly verdict?: 'allow' | 'deny' }): string {
    const deployment = { id: of.id, run: of.id * 10, attempt: 1 };
    const kind = { kind: 'deployment', environment, deployment } as const;
    return this.#decide(this.#commit(commit), of.verdict ?? 'allow', kind);
  }

  decideArtifact(sha256: string, verdict: 'allow' | 'deny'): string {
    return this.#decide({ name: 'web.tgz', digest: { sha256 } }, verdict, {
      kind: 'deployment',
      environment: 'production',
    });
  }

  land(of: Partial<LandedFields> & Pick<LandedFields, 'before' | 'after'>): string {
    const uncovered = of.uncovered ?? [];
    const landed: LandedFields = {
      how: 'merge',
      base: { refDigest: sha256Hex('refs/heads/main') },
      covered: [],
      result: uncovered.length === 0 ? 'covered' : 'uncovered',
      ...of,
      uncovered,
    };
    const subject = this.#commit(of.after ?? of.before ?? '');
    const header = this.#header('landed', subject);
    return this.#seal(draftLanded({ origin: ORIGIN, header, subject, landed }));
  }

  /** Something happened to a commit. */
  happen(commit: string, countersign_event: EventFields): string {
    const subject = this.#commit(commit);
    const header = this.#header('event', subject);
    const predicate = { countersign_event };
    return this.#seal(draftEntry({ origin: ORIGIN, kind: 'event', subject, header, predicate }));
  }

  deploy(commit: string, environment: string, of: Deploying): string {
    const { id, decision = null, what = 'succeeded', took = 200_000 } = of;
    const ended = momentOf(this.entries.length);
    const started = new Date(Date.parse(ended) - took).toISOString();
    return this.happen(commit, {
      event: 'deployment',
      code: `deployment.${what}`,
      environment,
      deployment: { id, decision },
      run: { uri: `https://github.com/acme/web/actions/runs/${id * 10}`, attempt: 1 },
      started,
      ...(what === 'started' ? {} : { ended }),
    });
  }

  alert(code: AlertCode, from: readonly string[]): string {
    const irregularity = { code, about: this.#commit(oid('a1e47')), key: `${code} ${from.join(' ')}` };
    const act = { act: 'opened', code, severity: 'critical', from, details: {} } as const;
    const header = { ...headerOf(this.entries.length), repository: this.repository };
    return this.#seal(draftAlert({ origin: ORIGIN, irregularity, header, act }));
  }

  #decide(subject: Subject, verdict: 'allow' | 'deny', of: Pick<Specifics, 'kind'> & Partial<Specifics>): string {
    const fields = decisionFields(this.entries.length, verdict);
    const decision: Specifics = { ...fields.decision, ...of };
    return this.#seal(draftDecision({ ...fields, subject, header: this.#header('decision', subject), decision }));
  }

  #commit(commit: string, sourceRefs: readonly string[] = []): Subject {
    const repositoryUrl = `https://github.com/${this.repository.name}`;
    return commitSubject({ repositoryUrl, commit, tree: sha256Hex(commit).slice(0, 40), sourceRefs });
  }

  #header(kind: Kind, subject: Subject): HeaderFields {
    const key = `${kind} ${canonicalize(subject)}`;
    const n = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, n);
    const index = this.entries.length;
    const observed = momentOf(index);
    return { ...headerOf(index, n), observed, actor: this.actor, repository: this.repository };
  }

  #seal(draft: Draft): string {
    const entry = sealEntry(draft, momentOf(this.entries.length));
    const problems = checkSchema(entry.kind, 1, entry.statement);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    this.entries.push(entry);
    return entry.id;
  }
}

export interface Deploying {
  readonly id: number;
  /** Id of the entry of the decision. */
  readonly decision?: string | null;
  readonly what?: 'started' | 'succeeded' | 'failed' | 'inactive';
  readonly took?: number;
}

/** The commits of acme/web by what they are. */
export const commits = {
  base: oid('ba5e'),
  first: oid('f1257'),
  head: oid('4ead'),
  /** What #42 landed as. */
  change: oid('3c1e5a7'),
  part: oid('9a27'),
  hotfix: oid('407f1'),
  last: oid('1a57'),
} as const;

export const artifact = sha256Hex('web.tgz');

/** Indexes of what is told of, by what it is. */
export const told = {
  decided41: 1,
  landed41: 2,
  production41: 3,
  refused42: 4,
  tested42: 5,
  decided42: 6,
  landed42: 7,
  built42: 8,
  staging42: 9,
  gateClosed: 10,
  gateOpen: 11,
  began42: 12,
  production42: 13,
  hotfix: 14,
  hotfixAlert: 15,
  hotfixCover: 16,
  group43: 17,
  landed43: 18,
  production43: 19,
  productionAlert: 20,
  rolledBack: 21,
  artifact: 22,
} as const;

/** #42 lands and is deployed, a hotfix is pushed past everybody, #43 is deployed with it, and production is rolled back. */
export function webScene(): Scene {
  const scene = new Scene();
  const { base, first, head, change, part, hotfix, last } = commits;
  const decided41 = scene.decide(first, { change: 41 });
  scene.land({ before: base, after: first, covered: [{ decision: decided41, change: 41, commits: [first] }] });
  scene.deploy(first, 'production', { id: 1200 });
  scene.decide(head, { change: 42, verdict: 'deny' });
  scene.happen(head, { event: 'test', result: 'passed', change: 42, tickets: ['SHOP-412'] });
  const decided42 = scene.decide(head, { change: 42 });
  scene.land({ before: first, after: change, covered: [{ decision: decided42, change: 42, commits: [part, change] }] });
  scene.happen(change, { event: 'build', result: 'passed', run: { uri: 'https://ci.example/run/7', attempt: 2 } });
  scene.deploy(change, 'staging', { id: 1231 });
  scene.gate(change, 'production', { id: 1234, verdict: 'deny' });
  const decision = scene.gate(change, 'production', { id: 1234 });
  scene.deploy(change, 'production', { id: 1234, decision, what: 'started' });
  scene.deploy(change, 'production', { id: 1234, decision });
  const pushed = scene.land({ how: 'push', before: change, after: hotfix, uncovered: [hotfix] });
  scene.alert('landed.unjudged', [pushed]);
  scene.actor = { id: 9, type: 'user', login: 'lead' };
  scene.land({ how: 'cover', before: null, after: hotfix, late: { commits: [hotfix], change: 43 } });
  const group = scene.decideGroup(last, [43]);
  scene.land({
    how: 'queue',
    before: hotfix,
    after: last,
    covered: [{ decision: group, change: 43, commits: [last] }],
  });
  scene.alert('deployment.ungated', [scene.deploy(last, 'production', { id: 1240 })]);
  scene.deploy(first, 'production', { id: 1241 });
  scene.decideArtifact(artifact, 'allow');
  return scene;
}
