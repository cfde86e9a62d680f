import { SECOND } from '../base/clock.ts';
import { parseVkey, type VerifierKey } from '../ledger/note-key.ts';
import type { Environment } from './environment.ts';
import { readPrivateKey } from './private-key.ts';
import { number, oneOf, readName, text } from './setting.ts';

export interface LedgerConfig {
  /** Host that begins every ledger's origin; fixed at each ledger's genesis. */
  readonly host: string;
  /** PEM of the Ed25519 key, or null: one is made in the data directory at first start. Never logged. */
  readonly key: string | null;
  /** PEM of the key before it, while a rotation overlaps. Never logged. */
  readonly previousKey: string | null;
  /** A key that nobody has any more: the ledgers that it signed get successors. */
  readonly lostKey: VerifierKey | null;
  /** Milliseconds between two flushes of one ledger. */
  readonly window: number;
  /** Milliseconds after which evidence is on its branch at the latest. */
  readonly evidenceWindow: number;
  readonly names: 'auto' | 'yes' | 'no';
  /** That hold one ledger for everything of their owner, at most one for each; without one, each repository has its own. */
  readonly repositories: readonly { readonly owner: string; readonly name: string }[];
}

/** `site`: the base of GitHub's pages. Problems are noted. */
export function readLedgerConfig(env: Environment, problems: string[], site: string): LedgerConfig {
  return {
    host: hostName(env, problems, 'COUNTERSIGN_LEDGER_HOST', new URL(site).host),
    key: readPrivateKey({ env, problems, name: 'COUNTERSIGN_LEDGER_KEY', kind: 'ed25519', required: false }),
    previousKey: readPrivateKey({
      env,
      problems,
      name: 'COUNTERSIGN_LEDGER_KEY_PREVIOUS',
      kind: 'ed25519',
      required: false,
    }),
    lostKey: verifierKey(env, problems, 'COUNTERSIGN_LEDGER_KEY_LOST'),
    window: number(env, problems, {
      name: 'COUNTERSIGN_LEDGER_WINDOW',
      fallback: 10 * SECOND,
      from: 0,
      to: 3_600 * SECOND,
    }),
    evidenceWindow: number(env, problems, {
      name: 'COUNTERSIGN_EVIDENCE_WINDOW',
      fallback: 300 * SECOND,
      from: 0,
      to: 86_400 * SECOND,
    }),
    names: oneOf(env, problems, {
      name: 'COUNTERSIGN_LEDGER_NAMES',
      values: ['auto', 'yes', 'no'],
      fallback: 'auto',
    }),
    repositories: ledgerRepositories(env, problems),
  };
}

/** Those that keep the ledgers of everything of their owners: several, with commas between them. */
export function ledgerRepositories(env: Environment, problems: string[]): LedgerConfig['repositories'] {
  const name = 'COUNTERSIGN_LEDGER_REPOSITORY';
  const parts = text(env, name)?.split(',') ?? [];
  const found = parts.map((part) => readName(part.trim())).filter((each) => each !== null);
  if (found.length < parts.length)
    problems.push(`${name} must be OWNER/REPOSITORY, or several with commas between them`);
  const owners = new Set(found.map(({ owner }) => owner.toLowerCase()));
  if (owners.size < found.length) problems.push(`${name} may name one repository of each owner`);
  return found;
}

function verifierKey(env: Environment, problems: string[], name: string): VerifierKey | null {
  const value = text(env, name);
  try {
    return value === null ? null : parseVkey(value);
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Part of a signed-note key name: no spaces, no plus (C2SP signed-note, "Format"). */
function hostName(env: Environment, problems: string[], name: string, fallback: string): string {
  const value = text(env, name) ?? fallback;
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(value)) problems.push(`${name} must be a host name`);
  return value.toLowerCase();
}
