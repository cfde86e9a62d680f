import { type Json, type JsonObject, objectOf } from '../base/json.ts';
import { cutDecision, type DecisionFields } from './build.ts';
import { canonicalize } from './canonical.ts';
import { sha256Hex } from './digest.ts';

/** A decision that was made again from its evidence. */
export interface DecidedAgain {
  /** What the verdict says now, as an entry says it. */
  readonly decision: Omit<DecisionFields['decision'], 'base' | 'layers'>;
  /** Each verdict as it was kept, and as it is now. */
  readonly verdicts: readonly { readonly kept: Json; readonly again: Json }[];
  /** What the facts are about. The tree is null where they do not tell. */
  readonly commit: string;
  readonly tree: string | null;
  readonly base: { readonly tip: string; readonly name: string };
  /** The texts by which it was judged … */
  readonly policies: readonly { readonly layer: string; readonly text: string }[];
  /** … and the documents that the entry names as its policies, in its order. */
  readonly named: readonly Json[];
}

/**
 * In what the entry and its evidence are not what comes out now, in words; empty: nowhere. The entry may leave out what did
 * not fit into it, as long as it counts it.
 */
export function compareDecision(statement: JsonObject, again: DecidedAgain): readonly string[] {
  const { base, layers, ...recorded } = objectOf(objectOf(statement['predicate'])['countersign_decision']);
  return [
    ...changedNames(recorded, nearest(recorded, again.decision)),
    ...(isAbout(statement, again) ? [] : ['subject']),
    ...(isSame(base, baseOf(again)) ? [] : ['base']),
    ...(isByPolicies(layers, again) ? [] : ['policies']),
    ...(again.verdicts.every((verdict) => isSame(verdict.kept, verdict.again)) ? [] : ['the kept verdict']),
  ];
}

/** How much of the lists was kept follows from the longest of them, unless nothing was: a group then still names one. */
function nearest(recorded: JsonObject, decision: DecidedAgain['decision']): JsonObject {
  const approvals = objectOf(recorded['approvals']);
  const lists = [recorded['findings'], recorded['members'], approvals['counted'], approvals['notCounted']];
  const longest = Math.max(...lists.map((list) => (Array.isArray(list) ? list.length : 0)));
  const keeps = recorded['omitted'] === undefined ? [Number.POSITIVE_INFINITY] : [longest, 0];
  const cuts = keeps.map((keep) => {
    const { base: _base, layers: _layers, ...said } = cutDecision({ ...decision, base: null, layers: [] }, keep);
    return objectOf(plain(said));
  });
  return cuts.find((cut) => isSame(recorded, cut)) ?? cuts[0] ?? {};
}

function changedNames(recorded: JsonObject, expected: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(recorded), ...Object.keys(expected)]);
  return [...names].filter((name) => !isSame(recorded[name], expected[name])).toSorted();
}

function isAbout(statement: JsonObject, { commit, tree }: DecidedAgain): boolean {
  const [subject] = Array.isArray(statement['subject']) ? (statement['subject'] as readonly Json[]) : [];
  const digest = objectOf(objectOf(subject)['digest']);
  return digest['gitCommit'] === commit && (tree === null || digest['gitTree'] === tree);
}

function baseOf({ base }: DecidedAgain): Json {
  return { gitCommit: base.tip, refDigest: sha256Hex(`refs/heads/${base.name}`) };
}

function isByPolicies(layers: Json | undefined, { policies, named }: DecidedAgain): boolean {
  const said = (Array.isArray(layers) ? (layers as readonly Json[]) : []).map((layer, at) => ({
    layer: objectOf(layer)['layer'] ?? null,
    text: objectOf(named[at])['text'] ?? null,
  }));
  return isSame(said, plain(policies));
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalize(one) === canonicalize(other);
}

/** A plain JSON copy: what is undefined is left out. */
function plain(value: unknown): Json {
  const copy: Json = JSON.parse(JSON.stringify(value));
  return copy;
}
