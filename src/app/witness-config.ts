import { readFileSync } from 'node:fs';
import { toBytes } from '../base/bytes.ts';
import { isFault } from '../base/fault.ts';
import { isQuorumReached, parseWitnessPolicy, type WitnessPolicy } from '../ledger/witness-policy.ts';
import type { Environment } from './environment.ts';

/** Which witnesses are asked, and what happens where too few of them answer. */
export interface WitnessConfig {
  readonly policy: WitnessPolicy;
  /** While a quorum that the policy demands is not reached: `wait`, nothing turns green; `go-on`, the check says so. */
  readonly missing: 'wait' | 'go-on';
}

const NAME = 'COUNTERSIGN_WITNESS_POLICY';
const MISSING = 'COUNTERSIGN_WITNESS_QUORUM_MISSING';

/** Null: there is no policy, and no witness is asked. Problems are noted. */
export function readWitnessConfig(env: Environment, problems: string[]): WitnessConfig | null {
  const missing = env[MISSING]?.trim() ?? '';
  const source = readSource(env, problems);
  if (missing !== '' && missing !== 'wait' && missing !== 'go-on')
    problems.push(`${MISSING} must be one of wait, go-on`);
  if (source === null) return null;
  const policy = readPolicy(source, problems);
  return policy === null ? null : { policy, missing: missing === 'go-on' ? 'go-on' : 'wait' };
}

function readSource(env: Environment, problems: string[]): Uint8Array | null {
  const value = env[NAME]?.trim() ?? '';
  if (value !== '') return toBytes(value.replaceAll('\\n', '\n'));
  const path = env[`${NAME}_PATH`]?.trim() ?? '';
  if (path === '') return null;
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    problems.push(`${NAME}_PATH names a file that cannot be read: ${path}`);
    return null;
  }
}

function readPolicy(source: Uint8Array, problems: string[]): WitnessPolicy | null {
  try {
    const policy = parseWitnessPolicy(source);
    problems.push(...problemsOf(policy));
    return policy;
  } catch (error) {
    if (!isFault(error)) throw error;
    const { line, column } = error.position ?? { line: 1, column: 1 };
    problems.push(`${NAME}: line ${line}, column ${column}: ${error.message}`);
    return null;
  }
}

function problemsOf({ witnesses, quorum }: WitnessPolicy): readonly string[] {
  const wrong = witnesses.filter(({ url }) => url !== null && !isHttp(url));
  const askable = witnesses.filter(({ url }) => url !== null && isHttp(url));
  // Refused by whoever would ask there, and it would stand in the log.
  const secret = askable.filter(({ url }) => url !== null && hasCredentials(url));
  const problems = [
    ...wrong.map(({ name }) => `${NAME}: the URL of ${name} must begin with https:// or http://`),
    ...secret.map(({ name }) => `${NAME}: the URL of ${name} must hold no user name and no password`),
  ];
  if (askable.length === 0) return [...problems, `${NAME} names no witness with a URL to ask it at`];
  const isReachable = isQuorumReached(quorum, new Set(askable.map(({ key }) => key)));
  return isReachable ? problems : [...problems, `${NAME}: the witnesses with a URL are too few for the quorum`];
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && ['https:', 'http:'].includes(new URL(url).protocol);
}

function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
