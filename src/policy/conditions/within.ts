import { toRfc3339 } from '../../base/clock.ts';
import { readDate, weekdayOf, weekdays } from '../civil-time.ts';
import type { Condition, SettingProblem } from '../condition.ts';
import { makeFinding, outcome, outcomeOf } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNextChange } from '../next-change.ts';
import { isInside, readDays, readWindow, type WindowFile } from '../time-window.ts';
import { findNearestZone, findOffset } from '../time-zone.ts';
import type { FindingValue } from '../verdict.ts';

export interface WithinSettings extends WindowFile {
  readonly timezone?: string;
}

const day = `(${weekdays.join('|')})`;
const time = '([01][0-9]|2[0-3]):[0-5][0-9]';
const date = { type: 'string', title: 'a date like 2026-12-20', pattern: '^2[0-9]{3}-[0-9]{2}-[0-9]{2}$' } as const;

export const within: Condition<WithinSettings> = {
  name: 'within',
  schema: {
    type: 'object',
    description: 'It is judged at such a time. Each of `days`, `hours`, `from` and `until` narrows it.',
    additionalProperties: false,
    anyOf: [{ required: ['days'] }, { required: ['hours'] }, { required: ['from'] }, { required: ['until'] }],
    properties: {
      days: {
        type: ['string', 'array'],
        title: 'a day like mon, or days like mon-thu',
        pattern: `^${day}(-${day})?$`,
        minItems: 1,
        uniqueItems: true,
        items: { enum: weekdays },
        description: 'Days of the week: one, from one to another like `mon-thu`, or a list.',
      },
      hours: {
        type: 'string',
        title: 'hours like 09:00-17:00',
        pattern: `^${time}-(${time}|24:00)$`,
        description:
          'From, and up to without that minute. Hours that cross midnight belong to the day on which they begin.',
      },
      from: { ...date, description: 'The first day.' },
      until: { ...date, description: 'The first day that no longer belongs to it.' },
      timezone: {
        type: 'string',
        minLength: 1,
        maxLength: 64,
        default: 'UTC',
        description: 'Whose clocks and calendar count, as the IANA database names it: `Europe/Paris`.',
      },
    },
  },
  check: (settings) => [...checkZone(settings), ...checkHours(settings), ...checkDates(settings)],
  needs: () => noNeeds,
  watches: [],
  judge(settings, { at }) {
    const { timezone = 'UTC' } = settings;
    const offset = findOffset(timezone);
    if (offset === null) return outcomeOf('within', [makeFinding('within.no-timezone', 'unknown', { timezone })]);
    const window = readWindow(settings);
    const civil = at + offset(at);
    const changes = findNextChange(window, offset, at);
    const [code, truth] = isInside(window, civil)
      ? (['within.inside', 'met'] as const)
      : (['within.outside', 'unmet'] as const);
    const data = { ...showSettings(settings), day: weekdayOf(civil), local: toRfc3339(civil).slice(0, 16), changes };
    return outcome('within', truth, [makeFinding(code, truth, data)], changes);
  },
};

function showSettings({ days, hours, from, until, timezone }: WithinSettings): Readonly<Record<string, FindingValue>> {
  return {
    days: days === undefined ? null : readDays(days),
    hours: hours ?? null,
    from: from ?? null,
    until: until ?? null,
    timezone: timezone ?? 'UTC',
  };
}

function checkZone({ timezone }: WithinSettings): readonly SettingProblem[] {
  if (timezone === undefined || findOffset(timezone) !== null) return [];
  const nearest = findNearestZone(timezone);
  const hint = nearest === null ? '' : `: did you mean "${nearest}"?`;
  const message = `${JSON.stringify(timezone)} is not a time zone${hint}`;
  return [{ path: ['timezone'], code: 'policy.reference', message, nearest }];
}

function checkHours({ hours }: WithinSettings): readonly SettingProblem[] {
  const [start, end] = hours?.split('-') ?? [];
  if (hours === undefined || start !== end) return [];
  return [{ path: ['hours'], code: 'policy.schema', message: `"${hours}" is no time at all` }];
}

function checkDates({ from, until }: WithinSettings): readonly SettingProblem[] {
  const wrong = Object.entries({ from, until }).flatMap(([key, text]): readonly SettingProblem[] =>
    text === undefined || readDate(text) !== null
      ? []
      : [{ path: [key], code: 'policy.schema', message: `there is no day ${text}` }],
  );
  // Both are of one length, so they compare as texts.
  if (wrong.length > 0 || from === undefined || until === undefined || from < until) return wrong;
  return [{ path: ['until'], code: 'policy.schema', message: `nothing lies between ${from} and ${until}` }];
}
