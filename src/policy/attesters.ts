import type { SettingProblem } from './condition.ts';
import type { AttestationFacts, DeploymentFacts, Facts } from './facts.ts';
import { compileGlob } from './glob.ts';
import { checkGlobs, globList, globsOf } from './glob-list.ts';

/** What `provenance` and `sbom` ask alike: which artifacts, and who has to vouch for them. */
export interface Attesters {
  readonly artifacts?: string | readonly string[];
  readonly builder?: string | readonly string[];
  readonly workflow?: string;
  readonly runner?: 'github-hosted' | 'any';
  readonly run?: 'this' | 'any';
}

export const attesterSchema = {
  artifacts: {
    ...globList,
    description: 'Names of artifacts of the run, as globs. Without it all are looked at.',
  },
  builder: {
    ...globList,
    description:
      'The workflow whose job has to have signed, with its ref, as globs: `acme/build/.github/workflows/release.yml@refs/tags/v*`. They are compared with the whole name, and `*` does not cross a `/`.',
  },
  workflow: {
    type: 'string',
    maxLength: 255,
    title: 'a workflow file like .github/workflows/ci.yml',
    pattern: '^\\.github/workflows/[^/]+\\.ya?ml$',
    description: 'The workflow file of this repository that the run has to have begun with.',
  },
  runner: {
    enum: ['github-hosted', 'any'],
    default: 'any',
    description: 'Where the job has to have run that signed.',
  },
  run: {
    enum: ['this', 'any'],
    default: 'this',
    description: 'Does only the run count that deploys, or any run on the same commit?',
  },
} as const;

export function checkAttesters({ artifacts, builder }: Attesters): readonly SettingProblem[] {
  return [
    ...(artifacts === undefined ? [] : checkGlobs(['artifacts'], artifacts)),
    ...(builder === undefined ? [] : checkGlobs(['builder'], builder)),
  ];
}

export interface Predicate {
  /** For people. */
  readonly name: string;
  readonly test: (predicateType: string) => boolean;
}

export interface Demand {
  readonly facts: Facts;
  readonly deployment: DeploymentFacts;
  readonly attesters: Attesters;
  readonly predicate: Predicate;
}

/** In the order in which they are looked at. */
export const steps = ['proof', 'predicate', 'repository', 'commit', 'run', 'workflow', 'builder', 'runner'] as const;

export interface Fault {
  /** Null: it is what was asked for. */
  readonly step: (typeof steps)[number] | null;
  readonly found: string | null;
}

/** Names are compared whole: a longer one that begins alike is somebody else's. */
export function findFault(attestation: AttestationFacts, { facts, deployment, attesters, predicate }: Demand): Fault {
  if (!attestation.valid) return { step: 'proof', found: attestation.why };
  const { predicateType, repository, repositoryId, commit, ref, run, workflow, builder, runner } = attestation;
  const fault = (step: Fault['step'], found: string): Fault => ({ step, found });
  if (!predicate.test(predicateType)) return fault('predicate', predicateType);
  if (repositoryId !== facts.repository.id) return fault('repository', repository);
  if (commit !== facts.change.head) return fault('commit', commit);
  if (attesters.run !== 'any' && !isOfRun(run, repository, deployment.run)) return fault('run', run);
  if (attesters.workflow !== undefined && workflow !== `${repository}/${attesters.workflow}@${ref}`)
    return fault('workflow', workflow);
  if (attesters.builder !== undefined && !isBuilder(builder, attesters.builder)) return fault('builder', builder);
  if (attesters.runner === 'github-hosted' && runner !== 'github-hosted') return fault('runner', runner);
  return { step: null, found: null };
}

/** What an earlier attempt has built is there still when only the jobs that failed are run again. */
function isOfRun(uri: string, repository: string, { id, attempt }: DeploymentFacts['run']): boolean {
  const start = `${repository}/actions/runs/${id}/attempts/`;
  const said = uri.startsWith(start) ? uri.slice(start.length) : '';
  return /^[1-9]\d{0,8}$/.test(said) && Number(said) <= attempt;
}

const SITE = 'https://github.com/';

function isBuilder(uri: string, globs: string | readonly string[]): boolean {
  const name = uri.startsWith(SITE) ? uri.slice(SITE.length) : '';
  return name !== '' && globsOf(globs).some((glob) => compileGlob(glob).test(name));
}
