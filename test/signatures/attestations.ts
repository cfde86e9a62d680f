import type { Attesting, Claims, Instance } from './instance.ts';

/** Attestations of a run of acme/shop for tests, as actions/attest makes them. */

export const SLSA = 'https://slsa.dev/provenance/v1';

export interface RunClaims {
  readonly repository?: string;
  readonly repositoryId?: number;
  readonly commit?: string;
  readonly workflow?: string;
  readonly ref?: string;
  readonly run?: number;
  readonly attempt?: number;
  /** `acme/build/.github/workflows/release.yml@refs/heads/main`; the workflow itself, when not given. */
  readonly builder?: string;
  readonly runner?: string;
  readonly issuer?: string;
}

export function claimsOf(run: RunClaims = {}): Claims {
  const site = 'https://github.com';
  const repository = `${site}/${run.repository ?? 'acme/shop'}`;
  const [commit, ref] = [run.commit ?? 'a'.repeat(40), run.ref ?? 'refs/heads/main'];
  const workflow = `${repository}/${run.workflow ?? '.github/workflows/deploy.yml'}@${ref}`;
  return {
    8: run.issuer ?? 'https://token.actions.githubusercontent.com',
    9: run.builder === undefined ? workflow : `${site}/${run.builder}`,
    11: run.runner ?? 'github-hosted',
    12: repository,
    13: commit,
    14: ref,
    15: String(run.repositoryId ?? 10),
    16: repository.slice(0, repository.lastIndexOf('/')),
    17: '20',
    18: workflow,
    19: commit,
    20: 'push',
    21: `${repository}/actions/runs/${run.run ?? 501}/attempts/${run.attempt ?? 1}`,
    22: 'private',
  };
}

export function statementOf(digest: string, predicateType = SLSA): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'shop.tgz', digest: { sha256: digest } }],
    predicateType,
    predicate: {},
  };
}

interface Wanted extends Omit<Attesting, 'claims' | 'statement'> {
  readonly digest: string;
  readonly predicateType?: string;
  readonly run?: RunClaims;
}

export function attestRun(
  instance: Instance,
  { digest, predicateType, run, ...more }: Wanted,
): Record<string, unknown> {
  return instance.attest({ claims: claimsOf(run), statement: statementOf(digest, predicateType), ...more });
}
