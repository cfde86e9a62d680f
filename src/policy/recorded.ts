import type { Instant } from '../base/clock.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { evaluate, isElsewhere } from './evaluate.ts';
import type { Facts } from './facts.ts';
import { findFloorOnlyKeys } from './floor-only.ts';
import { keep } from './keep.ts';
import type { Layer, LayerSource } from './layer.ts';
import { parsePolicy } from './parse.ts';
import type { LayerName, Verdict } from './verdict.ts';

/** What a verdict was made of, as it is kept in evidence: the facts document, and those that it names, by their names. */
export interface Recorded {
  readonly document: Json;
  readonly parts: ReadonlyMap<string, Json>;
}

export interface JudgedAgain {
  readonly verdict: Verdict;
  readonly facts: Pick<Facts, 'change' | 'deployment'>;
  /** What was kept of the verdict: its digest (ledger/facts-document.ts). */
  readonly kept: Json;
  /** The texts of the policies that speak of this subject. */
  readonly policies: readonly { readonly layer: LayerName; readonly text: string }[];
}

/** Why nothing can be judged again: the documents are of another form than this engine's. */
export interface Unreadable {
  readonly why: string;
}

/**
 * Judges again what was judged. Total: documents that are none of ours, or of another version of the engine, are an answer
 * too. Given what `putFacts` kept, the same engine gives the same verdict, byte for byte in canonical JSON.
 */
export function judgeAgain({ document, parts }: Recorded): JudgedAgain | Unreadable {
  const kept = parts.get('verdict');
  if (!isJsonObject(document) || kept === undefined) return { why: 'there is no document of facts with a verdict' };
  const { at } = document;
  if (typeof at !== 'number') return { why: 'the facts do not say for which instant they were judged' };
  const layers: TextLayer[] = [];
  for (const name of layerNames) {
    const layer = readLayer(name, parts.get(name));
    if ('why' in layer) return layer;
    layers.push(layer);
  }
  try {
    return judge({ document, parts, kept, at, layers });
  } catch (error) {
    // The engine is total over facts; these are JSON, and nobody but their digest vouches for their form.
    return { why: `they are not facts as this engine knows them: ${String(error)}` };
  }
}

const layerNames: readonly LayerName[] = ['floor', 'repository'];

interface Question extends Recorded {
  readonly document: JsonObject;
  readonly kept: Json;
  readonly at: Instant;
  readonly layers: readonly TextLayer[];
}

interface TextLayer extends Layer {
  readonly text: string | null;
}

function judge({ document, parts, kept, at, layers }: Question): JudgedAgain | Unreadable {
  const facts = toFacts(document, parts);
  if (!areFacts(facts)) return { why: 'a document of facts is not there' };
  return {
    verdict: evaluate({ layers, facts, at }),
    facts,
    kept,
    policies: layers.flatMap(({ layer, source, text }) => {
      if (source.state !== 'policy' || text === null) return [];
      return layer === 'floor' && isElsewhere({ facts, policy: source.policy, at }) ? [] : [{ layer, text }];
    }),
  };
}

/** Documents of a facts document that are no facts. */
const OTHERS: ReadonlySet<string> = new Set([...layerNames, 'verdict']);

function toFacts({ kind, observedAt, repository }: JsonObject, parts: Recorded['parts']): unknown {
  const read = Object.fromEntries([...parts].filter(([name]) => !OTHERS.has(name)));
  return { ...read, kind, observedAt, repository };
}

/** Each is an object, whatever stands in it. */
const factNames = [
  'repository',
  'change',
  'commits',
  'files',
  'reviews',
  'labels',
  'checks',
  'workflows',
  'properties',
  'pushers',
  'directory',
] as const satisfies readonly (keyof Facts)[];

function areFacts(value: unknown): value is Facts {
  return (
    isJsonObject(value) &&
    typeof value['kind'] === 'string' &&
    factNames.every((name) => isJsonObject(value[name])) &&
    (value['kind'] !== 'deployment' || isJsonObject(value['deployment']))
  );
}

/** An organisation has a few policies, and many decisions by them. */
const MOST_PARSED = 100;
const parseKept = keep(MOST_PARSED, parsePolicy);

/** The layer as it was found; its text is parsed again. */
function readLayer(layer: LayerName, document: Json | undefined): TextLayer | Unreadable {
  if (!isJsonObject(document)) return { why: `there is no document of the ${layer} policy` };
  const { state, text, ...rest } = document;
  const { readAt } = rest;
  if (typeof text !== 'string') {
    const source = { state, ...rest };
    return isSource(source)
      ? { layer, text: null, source }
      : { why: `the ${layer} policy was in a state that nobody knows` };
  }
  const parsed = parseKept(text);
  if (state === 'policy' && 'policy' in parsed)
    return {
      layer,
      text,
      source: { state: 'policy', policy: parsed.policy, ...(typeof readAt === 'number' ? { readAt } : {}) },
    };
  // Where a text can be read and was refused all the same, it had what only a floor may have.
  const problems = 'problems' in parsed ? parsed.problems : findFloorOnlyKeys(parsed.policy);
  return { layer, text, source: { state: 'invalid', problems } };
}

/** Of a file without a text that could be parsed. */
function isSource(value: unknown): value is Exclude<LayerSource, { state: 'policy' }> {
  if (!isJsonObject(value)) return false;
  const { state, why, problems, by } = value;
  if (state === 'invalid') return Array.isArray(problems);
  if (state === 'unreadable') return isJsonObject(why);
  return state === 'absent' || (state === 'removed' && (by === null || typeof by === 'string'));
}
