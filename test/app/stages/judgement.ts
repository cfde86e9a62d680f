import type { Collected, PolicyFile } from '../../../src/app/ports.ts';
import type { Gathered } from '../../../src/app/stages/gather.ts';
import { needsOfLayers } from '../../../src/app/stages/layers.ts';
import { known as knownFact } from '../../../src/policy/facts.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import { type Changes, makeFacts, oid } from '../../policy/scenery.ts';
import { TITLE_POLICY } from '../../whole/team.ts';

/** A pull request as GitHub's answer and as facts, made of the policy room's people and commits. */

export const POLICY_URI = 'https://github.com/acme/shop/blob/main/.github/countersign.yml';
const FLOOR_URI = 'https://github.com/acme/.github/blob/main/.github/countersign.yml';

export const policyFile = (text: string, commit = oid(9)): PolicyFile => ({
  state: 'present',
  text,
  blob: oid(500),
  commit,
  uri: POLICY_URI,
});

export const noFloor: PolicyFile = { state: 'absent', commit: null, uri: FLOOR_URI };

export function collectedOf(changes: Partial<Collected> = {}): Collected {
  const { repository, change, commits, files, reviews, labels, checks, workflows, directory } = makeFacts();
  const file = policyFile(TITLE_POLICY);
  const read = { repository, change, commits, files, reviews, labels, checks, workflows, directory };
  return {
    ...read,
    requiredChecks: knownFact([]),
    policy: file,
    floor: noFloor,
    headRef: null,
    isFromOutside: false,
    requests: 1,
    ...changes,
  };
}

/** With the policies parsed, and nothing known to the ledger yet. */
export function gatheredOf(
  { facts, ...changes }: Partial<Collected> & { readonly facts?: Changes } = {},
  known: Gathered['known'] = [],
): Gathered {
  const all = makeFacts(facts);
  const collected = collectedOf({
    change: all.change,
    repository: all.repository,
    directory: all.directory,
    ...changes,
  });
  const layers = [layerOf('floor', collected.floor), layerOf('repository', collected.policy)];
  return { collected, layers, facts: all, needs: needsOfLayers(layers), known, policyBranch: all.change.base };
}

function layerOf(layer: 'floor' | 'repository', file: PolicyFile): Gathered['layers'][number] {
  if (file.state !== 'present') return { layer, source: { state: 'absent' } };
  const parsed = parsePolicy(file.text);
  if (!('policy' in parsed)) return { layer, source: { state: 'invalid', problems: parsed.problems } };
  return { layer, source: { state: 'policy', policy: parsed.policy } };
}
