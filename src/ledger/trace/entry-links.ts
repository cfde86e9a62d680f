import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { commitTerm, type Term, term } from '../entry-terms.ts';
import { SUCCEEDED } from './deployed.ts';
import {
  commitsOf,
  isAlert,
  isDecision,
  isDeploymentEvent,
  isLanded,
  type LandedSaid,
  type Telling,
  type TracedEntry,
} from './traced-entry.ts';

/** What an index keeps of an entry beside its own terms, so that a story is told without reading the whole ledger. */
export interface EntryLinks {
  /** Of what it leads to: commits that landed with it, its deployment, entries that it names. */
  readonly terms: readonly Term[];
  readonly repository: { readonly id: number; readonly name: Term } | null;
  readonly landing: LandingLink | null;
  readonly deploying: DeployingLink | null;
}

/** How a branch grew. */
export interface LandingLink {
  readonly repository: number;
  /** SHA-256 of its full ref. */
  readonly branch: string;
  readonly before: string | null;
  readonly after: string | null;
  /** It took commits away. */
  readonly isCut: boolean;
}

/** Something about deploying a commit to an environment. */
export interface DeployingLink {
  readonly repository: number;
  readonly environment: string;
  readonly commit: string;
  /** `asked`: a decision whether it may. `succeeded`: from then on it ran there. */
  readonly stage: Stage;
  readonly since: Instant;
}

export type Stage = 'asked' | 'event' | 'succeeded';

/** Of entries that do not say about which repository they are. */
export const NO_REPOSITORY = 0;

export function linksOf(entry: TracedEntry): EntryLinks {
  const { repository, repositoryId: id } = entry;
  return {
    terms: [...new Set(linkTerms(entry))],
    repository: repository === null || id === null ? null : { id, name: repositoryTerm(repository) },
    landing: isLanded(entry) ? landingOf(entry) : null,
    deploying: deployingOf(entry),
  };
}

function linkTerms(entry: TracedEntry): readonly Term[] {
  if (isLanded(entry)) {
    const { covered, late } = entry.says;
    // By its pull request a group is found already.
    const decisions = covered.filter(({ change }) => change === null).map(({ decision }) => decision);
    return [...[...commitsOf(entry), ...(late?.commits ?? [])].map(commitTerm), ...decisions.map(namingTerm)];
  }
  if (isAlert(entry)) {
    const { from, opened } = entry.says;
    return [...from, ...(opened === null ? [] : [opened])].map(namingTerm);
  }
  const deployment = deploymentOf(entry);
  return deployment === null ? [] : [deploymentTerm(deployment)];
}

function deploymentOf(entry: TracedEntry): number | null {
  if (isDecision(entry)) return entry.says.deployment;
  return isDeploymentEvent(entry) ? (entry.says.deployment?.id ?? null) : null;
}

/** An entry that names the one with this id. */
export function namingTerm(id: string): Term {
  return term('naming', id);
}

/** By GitHub's number of it. */
export function deploymentTerm(id: number): Term {
  return term('deployment', String(id));
}

export function repositoryTerm(name: string): Term {
  return term('repository', name.toLowerCase());
}

const DIGEST = /^[0-9a-f]{64}$/;
const COMMIT = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** No row of an index holds more; names that entries may have are shorter. */
const LONGEST_NAME = 100;

function landingOf({ repositoryId, says }: Telling<LandedSaid>): LandingLink | null {
  const { how, isTag, branch, before, after, removed } = says;
  if (how === 'cover' || isTag || !DIGEST.test(branch)) return null;
  return {
    repository: repositoryId ?? NO_REPOSITORY,
    branch,
    before: commitOrNull(before),
    after: commitOrNull(after),
    isCut: removed > 0,
  };
}

const commitOrNull = (text: string | null): string | null => (text !== null && COMMIT.test(text) ? text : null);

function deployingOf(entry: TracedEntry): DeployingLink | null {
  const { environment, time } = entry;
  const [commit, stage] = [commitOrNull(entry.commit), stageOf(entry)];
  if (commit === null || stage === null || environment === null || environment.length > LONGEST_NAME) return null;
  const said = isDeploymentEvent(entry) && stage === 'succeeded' ? (entry.says.ended ?? time) : time;
  const repository = entry.repositoryId ?? NO_REPOSITORY;
  return { repository, environment, commit, stage, since: fromRfc3339(said ?? '') ?? 0 };
}

function stageOf(entry: TracedEntry): Stage | null {
  if (isDecision(entry)) return entry.says.about === 'deployment' ? 'asked' : null;
  if (!isDeploymentEvent(entry)) return null;
  return entry.says.code === SUCCEEDED ? 'succeeded' : 'event';
}
