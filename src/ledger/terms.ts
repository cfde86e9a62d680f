import { count, list, map, nullable, type Of, object, oneOf, optional, text } from './shape.ts';

/** Shapes that the kinds of entry share. No text here can hold a line break, and none holds what an outsider wrote. */

export const sha256Digest = text('^[0-9a-f]{64}$');
/** SHA-1 or SHA-256 object id. */
export const gitId = text('^([0-9a-f]{40}|[0-9a-f]{64})$');
/** RFC 3339, UTC, milliseconds: sorts as text. */
export const timestamp = text('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$');
export const uri = text('^[a-z][a-z0-9+.-]*:[!-~]+$', 1000);
export const entryId = text('^[0-9a-f]{32}$');
/** `signed.unsigned`: the machine's word for a reason. */
export const code = text('^[a-z][a-z0-9_]*([.-][a-z0-9_]+)*$', 100);
/** One line of words by whoever wrote the policy: names of rules. */
export const name = text('^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$', 200);
export const version = text('^[A-Za-z0-9][A-Za-z0-9._/+-]*$', 100);

/** Digests of one thing by algorithm, as in-toto names them. */
export const digestSet = object({
  sha256: optional(sha256Digest),
  gitCommit: optional(gitId),
  gitTree: optional(gitId),
  gitBlob: optional(gitId),
});

/** A document kept outside of the log. For evidence, `sha256` is over the 32-byte salt and the canonical document. */
export const evidenceRef = object({ uri: optional(uri), digest: object({ sha256: sha256Digest }) });

/** What was judged or what the entry is about. */
export const subject = object({
  uri: optional(uri),
  name: optional(text('^[!-~]+$')),
  digest: digestSet,
  annotations: optional(
    object({
      /** `refs/heads/…` only once it landed there: an outsider may choose the name of a branch that is not merged. */
      sourceRefs: list(text('^refs/(pull/[1-9][0-9]*/(head|merge)|heads/[!-~]+|tags/[!-~]+)$', 255), {
        min: 1,
        max: 10,
      }),
    }),
  ),
});
export type Subject = Of<typeof subject>;

/** Of GitHub: as it is called where it is a plain word, else by a digest (environment-name.ts). */
export const environmentName = text('^[A-Za-z0-9][A-Za-z0-9._/ -]*$', 100);

export const actor = object({
  /** GitHub's numeric id; 0 where the deed is nobody's account's. */
  id: count(),
  type: oneOf('user', 'bot', 'organization', 'mannequin', 'app', 'system'),
  /** Only where `ledger.names` allows it. */
  login: optional(text('^[A-Za-z0-9_.\\[\\]-]+$', 100)),
});
export type Actor = Of<typeof actor>;

export const repository = object({ id: count(), name: text('^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$', 200) });

/** `predicate.countersign`: what every entry of every kind carries, in this one place. */
export const header = object({
  id: entryId,
  kind: oneOf('decision', 'landed', 'event', 'override', 'alert', 'policy', 'gap', 'ledger'),
  /** Which of this subject's entries of this kind it is, from 1. */
  n: count(1),
  /** When it was put in order; never decreases within a ledger. */
  time: timestamp,
  /** When the facts were observed. */
  observed: timestamp,
  actor,
  /** How we came to know: a webhook, the sweep, reading back what was missed, or the program itself. */
  source: oneOf('webhook', 'sweep', 'read-back', 'program'),
  /** GUIDs of the webhooks, newest first; at most eight are named. */
  deliveries: list(text('^[A-Za-z0-9-]{1,64}$'), { max: 8 }),
  /** Numeric id; null where there is no app. */
  installation: nullable(count()),
  repository: nullable(repository),
});
export type Header = Of<typeof header>;

/** Files at the root of the branch by path, each with the SHA-256 of its content. */
export const pinnedFiles = map('^[A-Za-z.][A-Za-z0-9._/-]*$', sha256Digest);
