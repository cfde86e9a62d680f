import { sha256Hex } from './digest.ts';
import type { DecisionStatement } from './entries/decision.ts';

/** Not what another one's digest looks like. */
const PLAIN = /^(?!sha256\.)[a-z0-9][a-z0-9._/ -]{0,99}$/;

/**
 * How entries name an environment: in lower case, as GitHub does not tell them apart by it. Whoever writes a workflow may call
 * one anything, and entries hold nothing that an outsider wrote, so all but plain words stand there as a digest.
 */
export function toEntryEnvironment(name: string): string {
  const folded = name.toLowerCase();
  return PLAIN.test(folded) ? folded : `sha256.${sha256Hex(folded)}`;
}

interface Deployment {
  readonly environment: string;
  readonly id: number | null;
  readonly run: { readonly id: number; readonly attempt: number };
}

/** What the decision on a deployment says of it. */
export function deploymentFields({
  environment,
  id,
  run,
}: Deployment): Pick<DecisionStatement['predicate']['countersign_decision'], 'environment' | 'deployment'> {
  return { environment: toEntryEnvironment(environment), deployment: { id, run: run.id, attempt: run.attempt } };
}
