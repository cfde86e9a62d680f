import { defaultParts, type Exclusions, type Part, parts } from '../approval/exclusions.ts';
import { type Panel, panelOf } from '../approval/panel.ts';
import { type JudgedReview, showReview } from '../approval/reviews.ts';
import type { Bench } from '../approval/standing.ts';
import type { Case, Condition } from '../condition.ts';
import type { Person, Unknown } from '../facts.ts';
import { makeFinding, outcome, SHOWN_LIMIT } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { namesOf } from '../people.ts';
import { checkRoles, roleList } from '../role-list.ts';
import type { Finding, FindingValue, Outcome, Truth } from '../verdict.ts';

export interface ApprovedSettings {
  readonly count?: number;
  readonly by?: readonly string[];
  readonly not_by?: readonly Part[];
}

/** More than this in one finding is the facts again, not evidence. */
const ROWS_LIMIT = 100;

export const approved: Condition<ApprovedSettings> = {
  name: 'approved',
  schema: {
    type: 'object',
    description: 'People with write access, who had no part in the change, approved what would land now.',
    additionalProperties: false,
    properties: {
      count: { type: 'integer', minimum: 1, maximum: 100, default: 1, description: 'How many people.' },
      by: { ...roleList, description: 'They have one of these roles. Anybody with write access without it.' },
      not_by: {
        type: 'array',
        uniqueItems: true,
        items: { enum: parts },
        default: defaultParts('pull_request'),
        description:
          'Whose approval never counts; for deployments `deployer` belongs to the default as well. Whoever relaxes it writes it.',
      },
    },
  },
  check: (settings, policy) => checkRoles('by', settings.by ?? [], policy),
  needs(settings, policy) {
    const excluded = settings.not_by ?? parts;
    const people = excluded.some((part) => part === 'author' || part === 'committers' || part === 'coauthors');
    return {
      ...noNeeds,
      reviews: true,
      commits: people,
      signatures: excluded.includes('committers'),
      pushers: excluded.includes('pushers'),
      ...namesOf(settings.by ?? [], policy),
    };
  },
  watches: ['commits', 'base', 'reviews', 'roles'],
  judge(settings, judged) {
    const { count = 1, by, not_by = defaultParts(judged.facts.kind) } = settings;
    const required = { count, by: by ?? null, not_by };
    return judgePanel(required, panelOf({ facts: judged.facts, policy: judged.policy, by, notBy: not_by }), judged);
  },
};

interface Required {
  readonly [key: string]: FindingValue;
  readonly count: number;
  readonly by: readonly string[] | null;
  readonly not_by: readonly Part[];
}

function judgePanel(required: Required, { bench, rows }: Panel, { facts }: Case): Outcome {
  const missing = findUnread(bench, facts);
  const unattributed = showUnattributed(bench.exclusions);
  const eligible = findEligible(rows, bench);
  const { truth, code } = decide({ required, bench, rows, eligible, isUnread: missing.length > 0 });
  const summary = makeFinding(code, truth, {
    required,
    counted: countRows(rows, 'yes'),
    reviews: rows.slice(-ROWS_LIMIT).map(showReview),
    eligible: eligible?.slice(0, SHOWN_LIMIT).map(({ id, login }) => ({ id, login })) ?? null,
    eligibleCount: eligible?.length ?? null,
    unresolved: (bench.circle?.unresolved ?? [])
      .slice(0, SHOWN_LIMIT)
      .map(({ name, why }) => ({ name, why: why.code })),
    excluded: [...bench.exclusions.people.values()]
      .slice(0, SHOWN_LIMIT)
      .map(({ person, as }) => ({ id: person.id, login: person.login, as })),
  });
  return outcome('approved', truth, [summary, ...unattributed, ...missing]);
}

interface Decision {
  readonly required: Required;
  readonly bench: Bench;
  readonly rows: readonly JudgedReview[];
  readonly eligible: readonly Person[] | null;
  readonly isUnread: boolean;
}

/** What is surely wrong first, then what is not known, then what is there, then whether it can still come. */
function decide({ required, bench, rows, eligible, isUnread }: Decision): {
  readonly truth: Truth;
  readonly code: string;
} {
  const counted = countRows(rows, 'yes');
  if (rows.some(({ objects }) => objects === 'yes')) return { truth: 'unmet', code: 'approved.changes-requested' };
  if (bench.exclusions.unattributed.length > 0) return { truth: 'unmet', code: 'approved.nobody-can' };
  if (isUnread || rows.some(({ objects }) => objects === 'unknown'))
    return { truth: 'unknown', code: 'approved.unknown' };
  if (counted >= required.count) return { truth: 'met', code: 'approved.enough' };
  const isOpen = (bench.circle?.unresolved.length ?? 0) > 0 || counted + countRows(rows, 'unknown') >= required.count;
  if (isOpen) return { truth: 'unknown', code: 'approved.unknown' };
  if (eligible !== null && counted + eligible.length < required.count)
    return { truth: 'unmet', code: 'approved.too-few' };
  return { truth: 'pending', code: 'approved.waiting' };
}

/** People, not reviews: each has one latest opinion. */
function countRows(rows: readonly JudgedReview[], counts: 'yes' | 'unknown'): number {
  return rows.filter(({ standing }) => standing.counts === counts).length;
}

/** Who could still approve; null: anybody with write access who took no part. */
function findEligible(rows: readonly JudgedReview[], { circle, exclusions }: Bench): readonly Person[] | null {
  if (circle === null) return null;
  if (exclusions.unattributed.length > 0) return [];
  const out = new Set(
    rows
      .filter(({ standing }) => standing.counts === 'yes' || standing.why === 'no-write-access')
      .map(({ review }) => review.reviewer?.id),
  );
  return [...circle.people.values()]
    .filter(
      ({ id, type }) =>
        !out.has(id) && !exclusions.people.has(id) && (type === 'user' || (type === 'bot' && circle.listed.has(id))),
    )
    .toSorted((a, b) => a.id - b.id);
}

function findUnread({ exclusions }: Bench, { reviews }: Case['facts']): readonly Finding[] {
  return [
    ...(reviews.known ? [] : [unread('reviews', reviews.why)]),
    ...exclusions.unknown.slice(0, SHOWN_LIMIT).map(({ as, why }) => unread(as, why)),
  ];
}

function unread(what: string, why: Unknown): Finding {
  return makeFinding('approved.unread', 'unknown', { what, why: why.code, detail: why.detail });
}

function showUnattributed({ unattributed }: Exclusions): readonly Finding[] {
  const byPart = Map.groupBy(unattributed, ({ as }) => as);
  return [...byPart].map(([as, taken]) => ({
    code: 'approved.unattributed',
    truth: 'unmet',
    commits: taken.flatMap(({ commit }) => (commit === null ? [] : [commit])),
    data: { as, deleted: taken.some(({ commit }) => commit === null) },
  }));
}
