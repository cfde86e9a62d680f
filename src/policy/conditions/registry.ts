import type { Condition } from '../condition.ts';
import { approved } from './approved.ts';
import { author } from './author.ts';
import { base } from './base.ts';
import { changed } from './changed.ts';
import { message } from './message.ts';
import { repository } from './repository.ts';
import { signed } from './signed.ts';
import { ticket } from './ticket.ts';

/** The vocabulary: every word that `when` and `require` know, beside `all`, `any` and `not`. */
export const conditions: readonly Condition[] = [approved, author, base, changed, message, repository, signed, ticket];

const byName = new Map(conditions.map((condition) => [condition.name, condition]));

export function findCondition(name: string): Condition | undefined {
  return byName.get(name);
}
