import { findCondition } from './conditions/registry.ts';
import { allOf, anyOf, negate } from './truth.ts';
import type { LayerVerdict, Outcome, RuleVerdict, Truth, Verdict } from './verdict.ts';

/**
 * Does a verdict that is pending wait for somebody, however the machines end that it waits for as well? A merge queue
 * can wait for checks, which end by themselves; nobody can review what stands in it.
 */
export function waitsForPeople({ result, layers }: Verdict): boolean {
  return result === 'pending' && layers.some(({ result: one, ...layer }) => one === 'pending' && stillWaits(layer));
}

function stillWaits({ rules, otherwise }: Omit<LayerVerdict, 'result'>): boolean {
  const blocking = rules.filter(({ enforce }) => enforce === 'block').map(bestOfRule);
  const applies = anyOf(rules.map(({ when }) => (when === null ? 'met' : bestOf(when, 'met'))));
  return allOf([...blocking, anyOf([applies, otherwise === 'deny' ? 'unmet' : 'met'])]) !== 'met';
}

/** A rule says any(not when, require). */
function bestOfRule({ when, require, state }: RuleVerdict): Truth {
  if (state === 'skipped' || require === null) return 'met';
  return anyOf([negate(when === null ? 'met' : bestOf(when, 'unmet')), bestOf(require, 'met')]);
}

/** The outcome when every machine that is waited for ends as `wanted` has it. */
function bestOf({ name, truth, parts }: Outcome, wanted: 'met' | 'unmet'): Truth {
  if (name === 'all') return allOf(parts.map((part) => bestOf(part, wanted)));
  if (name === 'any') return anyOf(parts.map((part) => bestOf(part, wanted)));
  if (name === 'not') return negate(allOf(parts.map((part) => bestOf(part, wanted === 'met' ? 'unmet' : 'met'))));
  const isMachines = findCondition(name)?.watches.includes('checks') ?? false;
  return truth === 'pending' && isMachines ? wanted : truth;
}
