import { DAY, HOUR, type Instant } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { type LandedFields, type RuleType, ruleTypes } from '../../ledger/entries/landed.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import type { Pushed } from './pushed.ts';

/** What GitHub cannot tell for so long is left out. */
const LONGEST = DAY;

/** Which rules somebody pushed past; null: none is known, which says nothing where the app may not read it. */
export async function findBypass(
  context: Context,
  place: Place,
  { branch, before, after, at, movedAt = at }: Pushed,
): Promise<NonNullable<LandedFields['bypassed']> | null> {
  const now = context.clock.now();
  try {
    const wanted = { ref: `refs/heads/${branch}`, before, after, period: periodOf(now - movedAt) };
    const found = await context.forge.repositories.bypass(place, wanted);
    if (found === null) return null;
    const { suite, by, rules } = found;
    const known = rules.map((rule) => (isRuleType(rule) ? rule : 'other'));
    return { suite, ...(by === null ? {} : { by }), rules: [...new Set(known)] };
  } catch (error) {
    if (isFault(error, 'github.rate-limited') || now - at < LONGEST) throw error;
    return null;
  }
}

const isRuleType = (rule: string): rule is RuleType => ruleTypes.some((known) => known === rule);

/** With time to spare: GitHub's clock is another one. */
function periodOf(age: Instant): 'hour' | 'day' | 'week' | 'month' {
  if (age < HOUR / 2) return 'hour';
  if (age < DAY / 2) return 'day';
  return age < 6 * DAY ? 'week' : 'month';
}
