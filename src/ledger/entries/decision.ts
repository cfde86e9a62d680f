import { constant, count, described, list, map, nullable, type Of, object, oneOf, optional, text } from '../shape.ts';
import {
  code,
  digestSet,
  environmentName,
  evidenceRef,
  gitId,
  name,
  sha256Digest,
  timestamp,
  uri,
  version,
} from '../terms.ts';
import { statementWhere } from './statement.ts';

/** A verdict on a subject: a SLSA Verification Summary v1, with what SLSA has no word for under `countersign_decision`. */

const layer = oneOf('floor', 'repository');

const finding = object({
  layer,
  change: optional(described('Of a merge group: the number of the pull request that it is about.', count(1))),
  /** Null: the layer as a whole could not be judged. */
  rule: nullable(name),
  enforce: oneOf('block', 'warn', 'observe'),
  state: oneOf('unmet', 'pending', 'unknown'),
  codes: list(code, { max: 20 }),
});
export type DecisionFinding = Of<typeof finding>;

const counted = object({ reviewer: nullable(count()), review: count() });
const notCounted = object({ reviewer: nullable(count()), review: count(), code });

const verdict = oneOf('allow', 'deny', 'pending', 'unknown');

const specifics = object({
  kind: oneOf('pull_request', 'merge_group', 'push', 'commit', 'deployment'),
  verdict,
  members: optional(
    described(
      'Of a merge group: its pull requests in the order in which they land; its verdict is the worst of theirs.',
      list(object({ number: count(1), verdict }), { min: 1 }),
    ),
  ),
  environment: optional(described('Of a deployment: where it wants to go.', environmentName)),
  deployment: optional(
    described(
      'Of a deployment: GitHub’s number of it (null: not said), the run of GitHub Actions that waits, and its attempt.',
      object({ id: nullable(count(1)), run: count(1), attempt: count(1) }),
    ),
  ),
  engine: version,
  /** What the verdict holds for: the base's tip that was read, and SHA-256 of its full ref (a name may be an outsider's). */
  base: nullable(object({ gitCommit: gitId, refDigest: sha256Digest })),
  layers: described(
    'The policies that spoke, by layer; the digest is that of the file as kept in evidence.',
    list(object({ layer, version: count(1), digest: object({ sha256: sha256Digest }) }), { max: 2 }),
  ),
  /** Rules by state, those of every enforcement counted. */
  rules: object({ met: count(), unmet: count(), pending: count(), unknown: count(), skipped: count() }),
  findings: list(finding),
  approvals: object({ counted: list(counted), notCounted: list(notCounted) }),
  omitted: optional(
    described(
      'How many findings, approvals and pull requests did not fit; all of them stand in the evidence.',
      object({ findings: count(), approvals: count(), members: optional(count()) }),
    ),
  ),
  validUntil: nullable(timestamp),
});

export const decisionFields = {
  verifier: object({ id: uri, version: map('^[a-z][a-z0-9-]*$', version) }),
  timeVerified: timestamp,
  resourceUri: text('^git\\+https?://[!-~]+$'),
  policy: object({ uri, digest: digestSet }),
  inputAttestations: list(evidenceRef, { min: 1 }),
  verificationResult: oneOf('PASSED', 'FAILED'),
  verifiedLevels: list(text('^(FAILED|ORG_SOURCE_[A-Z0-9_]+|SLSA_SOURCE_LEVEL_[0-9])$'), { min: 1, max: 20 }),
  slsaVersion: constant('1.2'),
  countersign_decision: specifics,
} as const;

const passed = {
  properties: {
    verificationResult: { const: 'PASSED' },
    verifiedLevels: { type: 'array', items: { type: 'string', not: { const: 'FAILED' } } },
    countersign_decision: {
      type: 'object',
      properties: {
        verdict: { const: 'allow' },
        members: { type: 'array', items: { type: 'object', properties: { verdict: { const: 'allow' } } } },
      },
    },
  },
} as const;
const failed = {
  properties: {
    verificationResult: { const: 'FAILED' },
    verifiedLevels: { type: 'array', items: { const: 'FAILED' }, maxItems: 1 },
    countersign_decision: { type: 'object', properties: { verdict: { enum: ['deny', 'pending', 'unknown'] } } },
  },
} as const;

/** PASSED, its levels and the verdict `allow`, of every member too, go together: an entry cannot say yes in one place and no in another. */
export const decisionStatement = statementWhere('decision', decisionFields, { anyOf: [passed, failed] });
export type DecisionStatement = Of<typeof decisionStatement>;
