import type { GraphqlError } from './api.ts';
import { graphqlFault } from './fault.ts';

const listNames: ReadonlySet<unknown> = new Set(['commits', 'files', 'reviews', 'labels']);

/**
 * What the errors beside a GraphQL answer concern. An error makes unknown what stands at its path; where everything
 * hangs on that (the repository, the pull request, the base's tip) the whole answer is a Fault.
 */
export interface Failures {
  /** The type of the first error at or below this top-level field; null: none. */
  ofField(alias: string): string | null;
  /** The type of the first error in this section that does not concern a signature alone; null: none. */
  ofSection(section: Section): string | null;
  /** Did the signature of this page's nth commit fail? */
  ofSignature(index: number): boolean;
}

/** Parts of the repository's answer that may fail alone: a list, the rules of the base, the policy there or on another branch. */
export type Section =
  | 'commits'
  | 'files'
  | 'reviews'
  | 'labels'
  | 'checks'
  | 'workflows'
  | 'rules'
  | 'policy'
  | 'base-policy';

export function sortFailures(errors: readonly GraphqlError[]): Failures {
  const fatal = errors.filter(({ path }) => path[0] === 'repository' && sectionsOf(path).length === 0);
  if (fatal.length > 0) throw graphqlFault(fatal, {}, 'pull request');
  return {
    ofField: (alias) => typeOf(errors.find(({ path }) => path[0] === alias)),
    ofSection: (section) => typeOf(errors.find(({ path }) => sectionsOf(path).includes(section) && !isSignature(path))),
    ofSignature: (index) => errors.some(({ path }) => isSignature(path) && path[4] === index),
  };
}

const typeOf = (error: GraphqlError | undefined): string | null =>
  error === undefined ? null : (error.type ?? 'UNKNOWN');

type Path = GraphqlError['path'];

/** Empty: everything hangs on what stands there. */
function sectionsOf(path: Path): readonly (Section | 'optional')[] {
  const [root, field, part, ...rest] = path;
  if (root !== 'repository') return [];
  if (field === 'policy') return ['policy'];
  // The commit whose checks are read, where it is not the head: nothing of it is known.
  if (field === 'machines') return path.length === 2 ? ['checks', 'workflows'] : machineSections(part, path);
  if (field !== 'pullRequest') return [];
  if (isListName(part)) return [part];
  // `repository.pullRequest.tip.nodes.<n>.commit.statusCheckRollup…`
  if (part === 'tip') return machineSections(rest[3], path);
  return part === 'baseRef' ? ruleSections(rest[0]) : [];
}

function machineSections(field: Path[number] | undefined, path: Path): readonly (Section | 'optional')[] {
  // To which workflow a check belongs only tells which of two is the later one.
  if (field === 'statusCheckRollup') return path.includes('workflowRun') ? ['optional'] : ['checks'];
  return field === 'checkSuites' ? ['workflows'] : [];
}

/** On `baseRef`. Classic protection that cannot be read is not in the answer, which promises it only where GitHub shows it. */
function ruleSections(field: Path[number] | undefined): readonly (Section | 'optional')[] {
  if (field === 'rules') return ['rules'];
  if (field === 'target') return ['base-policy'];
  return field === 'refUpdateRule' ? ['optional'] : [];
}

const isListName = (part: Path[number] | undefined): part is 'commits' | 'files' | 'reviews' | 'labels' =>
  listNames.has(part);

/** `repository.pullRequest.commits.nodes.<n>.commit.signature…` */
const isSignature = (path: Path): boolean =>
  path[2] === 'commits' && path[3] === 'nodes' && path[5] === 'commit' && path[6] === 'signature';
