import type { Case, SettingProblem } from './condition.ts';
import { makeNoDeployment } from './deployment-findings.ts';
import type { ArtifactFacts, AttestationFacts, DeploymentFacts, Facts } from './facts.ts';
import { makeFinding, outcomeOf, SHOWN_LIMIT, showSome } from './findings.ts';
import { compileGlob } from './glob.ts';
import { checkGlobs, globList, globsOf } from './glob-list.ts';
import type { Finding, FindingValue, Outcome } from './verdict.ts';

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

interface Asked {
  readonly name: 'provenance' | 'sbom';
  readonly attesters: Attesters;
  readonly predicate: Predicate;
}

/** Every artifact that is asked for has an attestation of this type from this repository, of this commit. */
export function judgeAttested({ name, attesters, predicate }: Asked, { facts }: Case): Outcome {
  const { deployment } = facts;
  if (deployment === undefined) return outcomeOf(name, [makeNoDeployment(`${name}.no-deployment`)]);
  const { artifacts } = deployment;
  if (artifacts === undefined || !artifacts.known) {
    const why = artifacts?.why ?? { code: 'not-needed', detail: 'nobody looked at them' };
    return outcomeOf(name, [makeFinding(`${name}.unread`, 'unknown', { why: why.code, detail: why.detail })]);
  }
  const globs = attesters.artifacts === undefined ? null : globsOf(attesters.artifacts);
  const asked = artifacts.value.filter((each) => globs?.some((glob) => compileGlob(glob).test(each.name)) ?? true);
  const demand = { facts, deployment, attesters, predicate };
  const data = { ...describeDemand(demand), globs, all: asked.length };
  if (asked.length === 0) {
    const { shown, count } = showSome(artifacts.value.map((each) => each.name));
    return outcomeOf(name, [makeFinding(`${name}.no-artifact`, 'unmet', { ...data, artifacts: shown, count })]);
  }
  return outcomeOf(
    name,
    findingsOf(
      name,
      asked.map((each) => judgeArtifact(each, demand)),
      data,
    ),
  );
}

interface Demand {
  readonly facts: Facts;
  readonly deployment: DeploymentFacts;
  readonly attesters: Attesters;
  readonly predicate: Predicate;
}

type Row = Readonly<Record<string, FindingValue>>;

interface Judged {
  readonly state: 'attested' | 'unattested' | 'unproved' | 'unread';
  readonly row: Row;
}

/** An attestation that nobody here can prove may be the right one, so it makes unknown what else would be missing. */
function judgeArtifact({ name, digest, attestations }: ArtifactFacts, demand: Demand): Judged {
  const row = { name, digest };
  if (digest === null) return { state: 'unattested', row: { ...row, step: 'digest', found: null } };
  if (!attestations.known) return { state: 'unread', row: { ...row, ...attestations.why } };
  const looked = attestations.value.map((each) => ({ each, ...findFault(each, demand) }));
  const good = looked.find(({ step }) => step === null);
  if (good?.each.valid === true) {
    const { builder, run, authority, predicateType } = good.each;
    return { state: 'attested', row: { ...row, builder, run, authority, predicateType } };
  }
  const hidden = looked.find(({ each }) => !each.valid && unproved.includes(each.why));
  if (hidden !== undefined) return { state: 'unproved', row: { ...row, step: hidden.step, found: hidden.found } };
  // The one that came farthest tells most.
  const [best] = looked.toSorted((a, b) => steps.indexOf(b.step ?? 'proof') - steps.indexOf(a.step ?? 'proof'));
  return { state: 'unattested', row: { ...row, step: best?.step ?? 'none', found: best?.found ?? null } };
}

/** Nobody here can say whether it holds: the server has no root of its authority, or GitHub does not show it. */
const unproved: readonly string[] = ['no-root', 'not-shown'];

/** In the order in which they are looked at. */
const steps = ['proof', 'predicate', 'repository', 'commit', 'run', 'workflow', 'builder', 'runner'] as const;

interface Fault {
  /** Null: it is what was asked for. */
  readonly step: (typeof steps)[number] | null;
  readonly found: string | null;
}

/** Names are compared whole: a longer one that begins alike is somebody else's. */
function findFault(attestation: AttestationFacts, { facts, deployment, attesters, predicate }: Demand): Fault {
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

function describeDemand({ facts, deployment, attesters, predicate }: Demand): Row {
  const { builder, workflow, runner, run } = attesters;
  return {
    predicate: predicate.name,
    commit: facts.change.head,
    run: run === 'any' ? null : deployment.run.id,
    builder: builder === undefined ? null : globsOf(builder),
    workflow: workflow ?? null,
    runner: runner === 'github-hosted' ? runner : null,
  };
}

const truths = { attested: 'met', unattested: 'unmet', unproved: 'unknown', unread: 'unknown' } as const;

/** One finding for all artifacts of which the same is to be said. */
function findingsOf(name: Asked['name'], judged: readonly Judged[], data: Row): readonly Finding[] {
  return (['unattested', 'unproved', 'unread', 'attested'] as const).flatMap((state) => {
    const rows = judged.filter((each) => each.state === state).map(({ row }) => row);
    if (rows.length === 0) return [];
    const why = state === 'unread' ? { why: rows[0]?.['code'] ?? '', detail: rows[0]?.['detail'] ?? '' } : {};
    const shown = { ...data, ...why, count: rows.length, rows: rows.slice(0, SHOWN_LIMIT) };
    return [makeFinding(`${name}.${state}`, truths[state], shown)];
  });
}
