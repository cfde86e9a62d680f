import { isJsonObject, type Json, type JsonObject, objectOf } from '../base/json.ts';
import { canonicalize } from './canonical.ts';
import { sha256Hex } from './digest.ts';
import { applyPatch, makePatch } from './json-patch.ts';

/**
 * The facts of a decision as evidence: everything inline, or as what changed since the document of the same subject that
 * it names as its base. What other subjects have too (the text of a policy, who is in a team) stands in documents of its
 * own, which `uses` names.
 */

export const FACTS_FORM = 1;

/** Bases behind each other: to read one decision again, so many documents are read at the most. */
const MOST_STEPS = 12;
/** Nobody made more; whoever forges them is not followed for ever. */
const MOST_FOLLOWED = 64;

/**
 * `kind`, `observedAt`, `after` (milliseconds from then until it was judged), `repository`, `engine`, `verdict`
 * (`verdictDigest`), `parts` by name, `uses` by name.
 */
export type FactsContent = JsonObject;

const VERDICT_DIGITS = 16;

/**
 * Tells whether the same verdict came out again. Hex digits cannot be packed, and of these a few are enough: whoever could
 * look for another verdict with the same ones writes the facts beside them too.
 */
export function verdictDigest(verdict: Json): string {
  return sha256Hex(canonicalize(verdict)).slice(0, VERDICT_DIGITS);
}

export interface FactsBase {
  readonly digest: string;
  readonly content: FactsContent;
  /** How many bases stand behind it. */
  readonly steps: number;
}

/** The smaller one of the whole document and of what changed since the base. */
export function packFacts(content: FactsContent, base: FactsBase | null): JsonObject {
  const whole = { form: FACTS_FORM, content };
  if (base === null || base.steps + 1 >= MOST_STEPS) return whole;
  const change = { form: FACTS_FORM, base: base.digest, patch: makePatch(base.content, content) };
  return canonicalize(change).length < canonicalize(whole).length ? change : whole;
}

/** Reads a document by its digest; null: it cannot be had. */
export type ReadDocument = (digest: string) => Json | null;

/** The content behind a document of facts; null: it is none, or one that it builds on cannot be had. */
export function unpackFacts(digest: string, read: ReadDocument): FactsBase | null {
  const patches: Json[] = [];
  let at = digest;
  for (let followed = 0; followed < MOST_FOLLOWED; followed += 1) {
    const document = read(at);
    if (!isJsonObject(document) || document['form'] !== FACTS_FORM) return null;
    const { base, patch, content } = document;
    if (typeof base !== 'string' || patch === undefined) {
      if (!isJsonObject(content)) return null;
      const built = patches.reduceRight<Json | null>((before, each) => applyPatch(before, each), content);
      return isJsonObject(built) ? { digest, content: built, steps: patches.length } : null;
    }
    patches.push(patch);
    at = base;
  }
  return null;
}

/** A facts document with its parts in their places, as the engine reads it. */
export interface ReadFacts {
  readonly document: JsonObject;
  readonly parts: ReadonlyMap<string, Json>;
}

/** Null: it is no facts document, or one that it builds on cannot be had. A part that cannot be had is null. */
export function readFacts(digest: string, read: ReadDocument): ReadFacts | null {
  const content = unpackFacts(digest, read)?.content ?? null;
  if (content === null) return null;
  const { parts, uses, verdict, after, ...rest } = content;
  const used = new Map(Object.entries(objectOf(uses)).map(([name, at]) => [name, readUsed(at, read)]));
  const named = Object.entries(objectOf(parts)).map(([name, part]) => [name, fillText(part, used.get(name))] as const);
  const directory = used.has('directory') ? [['directory', used.get('directory') ?? null] as const] : [];
  const kept = verdict === undefined ? [] : [['verdict', verdict] as const];
  const { observedAt } = rest;
  const judged = typeof observedAt === 'number' && typeof after === 'number' ? { at: observedAt + after } : {};
  return { document: { ...rest, ...judged }, parts: new Map<string, Json>([...named, ...directory, ...kept]) };
}

function readUsed(digest: Json, read: ReadDocument): Json {
  return typeof digest === 'string' ? read(digest) : null;
}

/** A layer's text stands in the document of its policy. */
function fillText(part: Json, policy: Json | undefined): Json {
  if (policy === undefined || !isJsonObject(part)) return part;
  const text = isJsonObject(policy) ? policy['text'] : null;
  return { ...part, text: text ?? null };
}

/** What a document of facts names itself, by what it is there for: its base, and what it is the first to use. */
export function usesIn(document: JsonObject): readonly (readonly [as: string, digest: Json])[] {
  const { base, patch, content } = document;
  const own = base === undefined ? objectOf(objectOf(content)['uses']) : patchedUses(patch);
  const uses = Object.entries(own).map(([name, digest]) => [name === 'directory' ? name : 'policy', digest] as const);
  return base === undefined ? uses : [['facts', base], ...uses];
}

function patchedUses(patch: Json | undefined): JsonObject {
  const changed = objectOf(objectOf(objectOf(objectOf(patch)['~'])['uses'])['~']);
  return Object.fromEntries(Object.entries(changed).map(([name, node]) => [name, objectOf(node)['='] ?? null]));
}
