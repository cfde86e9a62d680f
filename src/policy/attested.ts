import { type Attesters, type Demand, findFault, type Predicate, steps } from './attesters.ts';
import type { Case } from './condition.ts';
import { makeNoDeployment } from './deployment-findings.ts';
import type { ArtifactFacts } from './facts.ts';
import { makeFinding, outcomeOf, SHOWN_LIMIT, showSome } from './findings.ts';
import { compileGlob } from './glob.ts';
import { globsOf } from './glob-list.ts';
import type { Finding, FindingValue, Outcome } from './verdict.ts';

export interface AttestedCodes {
  readonly noDeployment: `${string}.no-deployment`;
  readonly unread: string;
  readonly noArtifact: string;
  readonly unattested: string;
  readonly unproved: string;
  readonly attested: string;
}

interface Asked {
  readonly name: string;
  readonly codes: AttestedCodes;
  readonly attesters: Attesters;
  readonly predicate: Predicate;
}

/** Every artifact that is asked for has an attestation of this type from this repository, of this commit. */
export function judgeAttested({ name, codes, attesters, predicate }: Asked, { facts }: Case): Outcome {
  const { deployment } = facts;
  if (deployment === undefined) return outcomeOf(name, [makeNoDeployment(codes.noDeployment)]);
  const { artifacts } = deployment;
  if (artifacts === undefined || !artifacts.known) {
    const why = artifacts?.why ?? { code: 'not-needed', detail: 'nobody looked at them' };
    return outcomeOf(name, [makeFinding(codes.unread, 'unknown', { why: why.code, detail: why.detail })]);
  }
  const globs = attesters.artifacts === undefined ? null : globsOf(attesters.artifacts);
  const asked = artifacts.value.filter((each) => globs?.some((glob) => compileGlob(glob).test(each.name)) ?? true);
  const demand = { facts, deployment, attesters, predicate };
  const data = { ...describeDemand(demand), globs, all: asked.length };
  if (asked.length === 0) {
    const { shown, count } = showSome(artifacts.value.map((each) => each.name));
    return outcomeOf(name, [makeFinding(codes.noArtifact, 'unmet', { ...data, artifacts: shown, count })]);
  }
  return outcomeOf(
    name,
    findingsOf(
      codes,
      asked.map((each) => judgeArtifact(each, demand)),
      data,
    ),
  );
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
function findingsOf(codes: AttestedCodes, judged: readonly Judged[], data: Row): readonly Finding[] {
  return (['unattested', 'unproved', 'unread', 'attested'] as const).flatMap((state) => {
    const rows = judged.filter((each) => each.state === state).map(({ row }) => row);
    if (rows.length === 0) return [];
    const why = state === 'unread' ? { why: rows[0]?.['code'] ?? '', detail: rows[0]?.['detail'] ?? '' } : {};
    const shown = { ...data, ...why, count: rows.length, rows: rows.slice(0, SHOWN_LIMIT) };
    return [makeFinding(codes[state], truths[state], shown)];
  });
}
