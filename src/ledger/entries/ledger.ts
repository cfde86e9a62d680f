import { constant, count, either, list, map, nullable, type Of, object, oneOf, optional, text } from '../shape.ts';
import { actor, code, gitId, pinnedFiles, sha256Digest, version } from '../terms.ts';
import { statement } from './statement.ts';

/** What happened to the ledger itself. */

const vkey = text('^[^\\s+]+\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+$');
const app = object({ version, configuration: object({ sha256: sha256Digest }) });

/** Entry 0. What stands here cannot be changed unnoticed: the keys and every file that is not data. */
const genesis = object({
  act: constant('genesis'),
  origin: text('^[^\\s+]+$'),
  scope: oneOf('repository', 'organization'),
  keys: list(vkey, { min: 1, max: 4 }),
  files: pinnedFiles,
  app,
  /** The key of the ledger before was lost; what that one's last signed checkpoint says. */
  predecessor: optional(
    object({
      origin: text('^[^\\s+]+$'),
      size: count(),
      root: text('^[A-Za-z0-9+/]{43}=$'),
      key: text('^[0-9a-f]{8}$'),
    }),
  ),
});

/** The app started with another version, configuration or set of permissions than before. */
const start = object({
  act: constant('start'),
  app,
  permissions: map('^[a-z_]+$', oneOf('read', 'write', 'admin')),
  /** Files that this version adds or replaces (schemas of new kinds). */
  files: optional(pinnedFiles),
});

/** A lost or empty database took over what the branch holds. */
const adoption = object({
  act: constant('adoption'),
  size: count(),
  root: text('^[A-Za-z0-9+/]{43}=$'),
  /** What the branch was compared with before it was believed. */
  comparedWith: oneOf('database', 'check-run', 'nothing'),
});

/** Somebody else changed the branch. The commits named here are known; `verify` no longer reports them. */
const repair = object({
  act: constant('repair'),
  code,
  /** The head that was found; null: the branch was gone. */
  found: nullable(gitId),
  commits: list(gitId, { max: 20 }),
  /** How many files were put back. */
  restored: count(),
});

/** Another key from here on: checkpoints that count this entry are signed by `to`. */
const rotation = object({
  act: constant('rotation'),
  from: vkey,
  to: vkey,
  /** Ed25519 by `from` over the text of rotation.ts, so that whoever knows the old key can believe the new one. */
  signature: text('^[A-Za-z0-9+/]{86}==$'),
  /** The new key's file, and the README that names it. */
  files: pinnedFiles,
});

/** What is decided about the repository of this entry is recorded in another ledger from here on. */
const moved = object({ act: constant('moved'), to: text('^[^\\s+]+$') });

/** … and here from here on, after another ledger that stood at this checkpoint (null: the program did not know) or later. */
const resumed = object({
  act: constant('resumed'),
  from: object({
    origin: text('^[^\\s+]+$'),
    size: nullable(count()),
    root: nullable(text('^[A-Za-z0-9+/]{43}=$')),
  }),
});

/** The ledger serves its own repository only from here on, or all of an installation. */
const scope = object({ act: constant('scope'), scope: oneOf('repository', 'organization') });

/** How many documents one entry names: with these it stays below the writers' limit. */
export const MOST_REDACTED = 40;

/** Documents of evidence were erased for good: from here on their digests say nothing, for the salts are gone too. */
const redaction = object({
  act: constant('redaction'),
  /** Who had it done, as whoever ran the command says. */
  by: actor,
  reason: oneOf('request', 'law', 'mistake', 'secret', 'retention'),
  evidence: list(sha256Digest, { min: 1, max: MOST_REDACTED }),
});
export type Redaction = Of<typeof redaction>;

const act = either(genesis, start, adoption, repair, rotation, moved, resumed, scope, redaction);

export const ledgerFields = { countersign_ledger: act } as const;

export type LedgerAct = Of<typeof act>;
export type Genesis = Of<typeof genesis>;

export const ledgerStatement = statement('ledger', ledgerFields);
export type LedgerStatement = Of<typeof ledgerStatement>;
