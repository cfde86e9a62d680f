import type { Detail, Row, Sentence } from '../explanation.ts';
import type { LayerName, Outcome, RuleVerdict } from '../verdict.ts';
import type { Scene } from './explainer.ts';
import { findExplainer } from './explainers.ts';
import { type Leaf, leavesOf, openLeaves } from './leaves.ts';
import { joinWith, say } from './words.ts';

export interface RuleContext {
  readonly layer: LayerName;
  readonly rule: RuleVerdict;
  readonly scene: Scene;
}

/** A rule's row in the table, and its details while it is not met. */
export function explainRule(context: RuleContext): { readonly row: Row; readonly detail: Detail | null } {
  const { rule, scene } = context;
  const row = { mark: markOf(rule), rule: rule.rule, result: describeResult(rule, scene) };
  return { row, detail: isOpen(rule) ? makeDetail(context) : null };
}

/** Not met and not skipped, whatever the enforcement. */
export function isOpen({ state }: RuleVerdict): boolean {
  return state !== 'met' && state !== 'skipped';
}

/** What keeps a rule from being met: its own conditions, and a `when` that is not known. */
export function findReasons({ when, require }: RuleVerdict): readonly Leaf[] {
  return [...(require === null ? [] : openLeaves(require)), ...openScope(when)];
}

/** A choice that is surely unmet is no reason why a rule may apply, and to bring it about is nobody's task. */
function openScope(when: Outcome | null): readonly Leaf[] {
  return when === null ? [] : openLeaves(when).filter(({ truth }) => truth !== 'unmet');
}

function markOf(rule: RuleVerdict): Row['mark'] {
  if (rule.state === 'skipped' || rule.state === 'met') return rule.state;
  if (rule.enforce === 'observe') return 'observed';
  return rule.enforce === 'warn' ? 'warning' : rule.state;
}

function describeResult(rule: RuleVerdict, scene: Scene): Sentence {
  if (rule.state === 'skipped' || rule.require === null) return say('does not apply here');
  const leaves =
    rule.state === 'met' ? leavesOf(rule.require).filter(({ truth }) => truth === 'met') : findReasons(rule);
  const rows = leaves.map((leaf) => describeLeaf(leaf, scene)).filter((row) => row.length > 0);
  // Met by a choice that another part did not need, or by the opposite of a combination.
  return rows.length === 0 ? say(rule.state) : joinWith('; ', rows);
}

function describeLeaf({ outcome, negated }: Leaf, scene: Scene): Sentence {
  const row = findExplainer(outcome.name).row(outcome, scene);
  return negated ? say('not: ', row) : row;
}

function makeDetail({ layer, rule, scene }: RuleContext): Detail {
  const own = detailsOf(rule.require === null ? [] : openLeaves(rule.require), scene);
  const scope = detailsOf(openScope(rule.when), scene);
  const parts = [...own, ...scope];
  return {
    rule: rule.rule,
    looked: joinWith(
      '; ',
      parts.map(({ detail }) => detail.looked),
    ),
    required: say(
      joinWith(hasChoice(rule.require) ? ', or ' : ', and ', own.map(describeRequired)),
      // Nobody has to bring it about: the rule would not apply at all without it.
      ...(scope.length === 0
        ? []
        : [
            '; only where this holds: ',
            joinWith(hasChoice(rule.when) ? ', or ' : ', and ', scope.map(describeRequired)),
          ]),
      ` (${placeOf(layer, rule)})`,
    ),
    found: parts.flatMap((part) => describeFound(part, scene)),
    approvals: parts.flatMap(({ detail }) => detail.approvals),
    commits: parts.flatMap(({ detail }) => detail.commits),
  };
}

interface LeafDetail {
  readonly leaf: Leaf;
  readonly detail: Omit<Detail, 'rule'>;
}

function detailsOf(leaves: readonly Leaf[], scene: Scene): readonly LeafDetail[] {
  return leaves.map((leaf) => ({ leaf, detail: findExplainer(leaf.outcome.name).detail(leaf.outcome, scene) }));
}

function describeRequired({ leaf, detail }: LeafDetail): Sentence {
  return leaf.negated ? say('not: ', detail.required) : detail.required;
}

/** A condition that holds finds nothing wrong: where the rule wants the opposite, that it holds is what was found. */
function describeFound({ leaf, detail }: LeafDetail, scene: Scene): readonly Sentence[] {
  if (!leaf.negated || detail.found.length > 0) return detail.found;
  return [findExplainer(leaf.outcome.name).row(leaf.outcome, scene)];
}

function hasChoice(outcome: Outcome | null): boolean {
  return outcome?.name === 'any';
}

function placeOf(layer: LayerName, rule: RuleVerdict): string {
  const place = `policy line ${rule.line}`;
  const enforcement =
    rule.enforce === 'block' ? '' : `; ${rule.enforce === 'warn' ? 'a warning' : 'only observed'}, it does not block`;
  return layer === 'floor'
    ? `${place}; the organisation's floor: cannot be waived here${enforcement}`
    : `${place}${enforcement}`;
}
