import { type Json, type JsonObject, objectOf } from '../base/json.ts';
import { kindOf } from './kind.ts';

/** The policy versions that a ledger has brought so far: a decision may name no other. */
export class NamedPolicies {
  /** Digest of the text in evidence → the layer and the version. */
  readonly #versions = new Map<string, string>();

  /** Takes over what an entry brings, if it is of kind policy. To be called in the order of the entries. */
  readonly visit = (statement: JsonObject): void => {
    const { predicateType } = statement;
    if (typeof predicateType !== 'string' || kindOf(predicateType) !== 'policy') return;
    const { layer, version, policy } = objectOf(statement['predicate']);
    this.#versions.set(digestOf(policy), nameOf(layer, version));
  };

  /** Does a decision name versions that were brought before it, under their own digests? */
  hasAllOf(statement: JsonObject): boolean {
    const { layers } = objectOf(objectOf(statement['predicate'])['countersign_decision']);
    if (!Array.isArray(layers)) return false;
    return layers
      .map(objectOf)
      .every((each) => this.#versions.get(digestOf(each)) === nameOf(each['layer'], each['version']));
  }
}

function nameOf(layer: Json | undefined, version: Json | undefined): string {
  return JSON.stringify([layer ?? null, version ?? null]);
}

function digestOf(value: Json | undefined): string {
  const sha256 = objectOf(objectOf(value)['digest'])['sha256'];
  return typeof sha256 === 'string' ? sha256 : '';
}
