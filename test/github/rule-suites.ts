/** Rule suites: what the rules said to each push to a ref that they name, and whether somebody bypassed them. */
import { actorUser } from './access.ts';
import type { RuleSuite } from './push-records.ts';
import { judgeRule, type RuleQuestion, rulesetsFor } from './rules.ts';
import type { World } from './world.ts';

/** To be kept before the ref moves: rules are asked of what was there. Null: no ruleset names the ref. */
export async function judgeSuite(world: World, question: RuleQuestion, isRefused = false): Promise<RuleSuite | null> {
  const { repository, actor, change } = question;
  const rulesets = rulesetsFor(repository, change.ref);
  if (rulesets.length === 0) return null;
  const evaluations: RuleSuite['evaluations'][number][] = [];
  for (const ruleset of rulesets)
    for (const rule of ruleset.rules) {
      const against = await judgeRule(world, question, rule);
      evaluations.push({ ruleset, type: rule.type, message: against[0] ?? null });
    }
  const isKept = evaluations.every(({ message }) => message === null);
  return {
    id: world.nextId(),
    actor: actorUser(actor),
    change,
    at: world.now(),
    result: isKept ? 'pass' : isRefused ? 'fail' : 'bypass',
    evaluations,
  };
}
