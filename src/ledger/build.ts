import { isFault } from '../base/fault.ts';
import type { JsonObject } from '../base/json.ts';
import { sha256Hex } from './digest.ts';
import type { DecisionStatement } from './entries/decision.ts';
import type { LedgerAct } from './entries/ledger.ts';
import type { PolicyStatement } from './entries/policy.ts';
import { type Draft, draftEntry, type HeaderFields } from './entry.ts';
import { toEntryName } from './entry-text.ts';
import type { Subject } from './terms.ts';

/** Builders of the kinds that are written. Each returns an entry without its time; see sealEntry. */

type Specifics = DecisionStatement['predicate']['countersign_decision'];
type PolicyFields = Omit<PolicyStatement['predicate'], 'countersign'>;

interface Fields {
  readonly origin: string;
  readonly subject: Subject;
  readonly header: HeaderFields;
}

export interface DecisionFields extends Fields {
  /** A URI of whoever judged (the app), and the version of each part. */
  readonly verifier: DecisionStatement['predicate']['verifier'];
  /** `git+https://github.com/acme/shop`. */
  readonly resourceUri: string;
  readonly policy: DecisionStatement['predicate']['policy'];
  /** The facts, and every other document that the verdict rests on. */
  readonly evidence: DecisionStatement['predicate']['inputAttestations'];
  /** Further levels that the subject reached, all beginning with `ORG_SOURCE_`. Ignored unless the verdict is `allow`. */
  readonly levels?: readonly string[];
  readonly decision: Omit<Specifics, 'omitted'>;
}

/** What `allow` claims in the words of the SLSA source track. */
export const LEVEL_POLICY_MET = 'ORG_SOURCE_COUNTERSIGN_POLICY_MET';

/** A commit as the SLSA source track names it. `repositoryUrl` is `https://github.com/acme/shop`. */
export function commitSubject(of: {
  readonly repositoryUrl: string;
  readonly commit: string;
  readonly tree: string;
  readonly sourceRefs: readonly string[];
}): Subject {
  return {
    uri: `${of.repositoryUrl}/commit/${of.commit}`,
    digest: { gitCommit: of.commit, gitTree: of.tree },
    ...(of.sourceRefs.length === 0 ? {} : { annotations: { sourceRefs: of.sourceRefs } }),
  };
}

/** The ledger itself. */
export function ledgerSubject(origin: string): Subject {
  return { name: origin, digest: { sha256: sha256Hex(origin) } };
}

/** What is said in a ledger about where the decisions on a repository are recorded. */
export function repositorySubject(origin: string, repository: number): Subject {
  return subjectIn(origin, `repository:${repository}`);
}

/** What is said in a ledger about whom it serves. */
export function scopeSubject(origin: string): Subject {
  return subjectIn(origin, 'scope');
}

/** What is said in a ledger about evidence that was erased. */
export function redactionSubject(origin: string): Subject {
  return subjectIn(origin, 'redaction');
}

function subjectIn(origin: string, name: string): Subject {
  return { name, digest: { sha256: sha256Hex(`${origin}\n${name}`) } };
}

/**
 * A decision. What does not fit below the writers' limit of findings, approvals and pull requests is left out and counted
 * in `omitted` (all of it stands in the evidence): a long list must not keep a decision from being recorded.
 */
export function draftDecision(fields: DecisionFields): Draft {
  const { findings, approvals, members = [] } = fields.decision;
  let keep = Math.max(findings.length, approvals.counted.length, approvals.notCounted.length, members.length);
  for (;;) {
    try {
      return draftEntry({ ...fields, kind: 'decision', predicate: decisionPredicate(fields, keep) });
    } catch (error) {
      if (keep === 0 || !isFault(error, 'ledger.too-large')) throw error;
      keep = Math.floor((keep * 3) / 4);
    }
  }
}

/** A policy version came into force. */
export function draftPolicy(fields: Fields & { readonly policy: PolicyFields }): Draft {
  return draftEntry({ ...fields, kind: 'policy', predicate: fields.policy });
}

/** Something happened to the ledger itself (genesis, start, adoption, repair …), or to what it serves. */
export function draftLedgerAct(
  fields: Omit<Fields, 'subject'> & { readonly subject?: Subject; readonly act: LedgerAct },
): Draft {
  const { subject = ledgerSubject(fields.origin), act } = fields;
  return draftEntry({ ...fields, kind: 'ledger', subject, predicate: { countersign_ledger: act } });
}

function decisionPredicate(fields: DecisionFields, keep: number): JsonObject {
  const isAllowed = fields.decision.verdict === 'allow';
  const predicate: Omit<DecisionStatement['predicate'], 'countersign'> = {
    verifier: fields.verifier,
    timeVerified: fields.header.observed,
    resourceUri: fields.resourceUri,
    policy: fields.policy,
    inputAttestations: fields.evidence,
    verificationResult: isAllowed ? 'PASSED' : 'FAILED',
    verifiedLevels: isAllowed ? [LEVEL_POLICY_MET, ...(fields.levels ?? [])] : ['FAILED'],
    slsaVersion: '1.2',
    countersign_decision: cutDecision(fields.decision, keep),
  };
  return predicate;
}

/** The decision with at most `keep` findings, approvals of each sort, and pull requests, and the count of the others. */
export function cutDecision(decision: DecisionFields['decision'], keep: number): Specifics {
  const { counted, notCounted } = decision.approvals;
  const findings = decision.findings
    .slice(0, keep)
    .map((finding) => ({ ...finding, rule: finding.rule === null ? null : toEntryName(finding.rule) }));
  const approvals = { counted: counted.slice(0, keep), notCounted: notCounted.slice(0, keep) };
  // A list without any member would say that it is no group's.
  const members = decision.members?.slice(0, Math.max(keep, 1));
  const left = {
    findings: decision.findings.length - findings.length,
    approvals: counted.length + notCounted.length - approvals.counted.length - approvals.notCounted.length,
    members: (decision.members?.length ?? 0) - (members?.length ?? 0),
  };
  const { members: lost, ...always } = left;
  const omitted = lost === 0 ? always : left;
  const isWhole = Object.values(left).every((count) => count === 0);
  return {
    ...decision,
    findings,
    approvals,
    ...(members === undefined ? {} : { members }),
    ...(isWhole ? {} : { omitted }),
  };
}
