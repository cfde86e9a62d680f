import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Context } from '../context.ts';
import { erasePerson, type Told } from '../erase/erase-person.ts';
import { isReason } from '../erase/reasons.ts';

/**
 * Request: `person`, `by` (numeric id), `reason`, `isDry`, `keepEntries`, `leaveUnreadable`, `keepNames`. Answer: what erase-person.ts tells, item by item;
 * of the findings only what people are shown.
 */
export async function* eraseData(context: Context, request: JsonObject): AsyncGenerator<Json> {
  const { person, by, reason, isDry, keepEntries, leaveUnreadable, keepNames } = request;
  if (typeof person !== 'string' || typeof by !== 'number' || !isReason(reason))
    throw new Fault('cli.usage', 'Erasing needs a person, who has it done, and a reason');
  const erasing = {
    person,
    by: { id: by, type: 'user' as const },
    reason,
    isDry: isDry !== false,
    keepEntries: keepEntries === true,
    leaveUnreadable: leaveUnreadable === true,
    keepNames: Array.isArray(keepNames) ? keepNames.filter((name) => typeof name === 'string') : [],
  };
  for await (const told of erasePerson(context, erasing)) yield toJson(told);
}

function toJson(told: Told): Json {
  if (told.told !== 'findings') return JSON.parse(JSON.stringify(told)) as Json;
  const { identity, documents, rows, entries } = told.findings;
  return {
    told: told.told,
    identity: { ...identity },
    documents: documents.length,
    open: rows.flatMap(({ rows: found }) => found).filter(({ isOpen }) => isOpen).length,
    rows: Object.fromEntries(rows.map(({ table, rows: found }) => [table, found.length])),
    entries: entries.map((each) => ({ ...each })),
  };
}
