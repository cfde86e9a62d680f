import type { JsonObject } from '../../src/base/json.ts';
import { cutDecision } from '../../src/ledger/build.ts';
import { canonicalize } from '../../src/ledger/canonical.ts';
import type { Book } from './book.ts';

/** A decision on a pull request, as the ledger has it. */
export interface Decided {
  readonly index: number;
  readonly number: number;
  readonly head: string;
  readonly verdict: string;
  /** The webhooks that it answers. */
  readonly guids: readonly string[];
  /** The same for the same rules, findings, approvals and policies on the same head and base. */
  readonly content: string;
  /** What an evaluation from scratch has to come to, where as many of its lists are named. */
  readonly said: string;
  /** How long the longest of its lists is: a long one is cut, and what is left out is counted. */
  readonly keep: number;
  /** Digest of the evidence that it rests on. */
  readonly facts: string;
}

interface Entry {
  readonly subject: readonly [
    {
      readonly digest: { readonly gitCommit?: string };
      readonly annotations?: { readonly sourceRefs?: readonly string[] };
    },
  ];
  readonly predicate: {
    readonly countersign_decision?: Decision;
    readonly countersign: { readonly deliveries?: readonly string[] };
    readonly inputAttestations?: readonly [{ readonly digest: { readonly sha256: string } }];
  };
}

type Decision = JsonObject & { readonly verdict: string; readonly base: { readonly refDigest: string } };

export function decisionsOf({ entries }: Book): readonly Decided[] {
  return entries.flatMap((raw, index) => {
    const { subject, predicate } = raw as unknown as Entry;
    const decision = predicate.countersign_decision;
    const [{ digest, annotations }] = subject;
    const number = Number(/^refs\/pull\/(\d+)\/head$/.exec(annotations?.sourceRefs?.[0] ?? '')?.[1]);
    if (decision?.['kind'] !== 'pull_request' || digest.gitCommit === undefined || Number.isNaN(number)) return [];
    const { layers = null, base } = decision;
    const said = summaryOf(decision);
    const content = canonicalize({ said, layers, base: base.refDigest, head: digest.gitCommit });
    const { deliveries: guids = [] } = predicate.countersign;
    const facts = predicate.inputAttestations?.[0].digest.sha256 ?? '';
    return [
      {
        index,
        number,
        head: digest.gitCommit,
        verdict: decision.verdict,
        guids,
        content,
        said,
        facts,
        keep: longestOf(decision),
      },
    ];
  });
}

/** Of an entry and of a verdict alike, without what depends on when it was judged. */
export function summaryOf(decision: object): string {
  const { verdict = null, findings = null, rules = null, approvals = null, omitted = null } = decision as JsonObject;
  return canonicalize({ verdict, findings, rules, approvals, omitted });
}

/** The same of a verdict that is cut like an entry with lists of this length. */
export function summaryCut(decision: Verdict, keep: number): string {
  return summaryOf(cutDecision(decision as Uncut, keep));
}

type Verdict = Pick<Uncut, 'findings' | 'approvals'>;
type Uncut = Parameters<typeof cutDecision>[0];

function longestOf(decision: object): number {
  const { findings, approvals, members = [] } = decision as Uncut;
  return Math.max(findings.length, approvals.counted.length, approvals.notCounted.length, members.length);
}
