import type { Condition } from '../condition.ts';
import { makeFinding, outcomeOf, showSome } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { findNoRequest } from '../request-only.ts';
import type { Finding } from '../verdict.ts';

const kinds = ['any', 'all', 'none'] as const;
type Kind = (typeof kinds)[number];

export type LabelsSettings = { readonly [kind in Kind]?: readonly string[] };

const names = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: { type: 'string', minLength: 1, maxLength: 100 },
};

export const labels: Condition<LabelsSettings> = {
  name: 'labels',
  schema: {
    type: 'object',
    description: 'Which labels the pull request has. GitHub’s label names do not mind case, nor does this.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      any: { ...names, description: 'It has at least one of these.' },
      all: { ...names, description: 'It has every one of these.' },
      none: { ...names, description: 'It has none of these.' },
    },
  },
  check: () => [],
  needs: () => ({ ...noNeeds, labels: true }),
  watches: ['labels'],
  judge(settings, { facts }) {
    const none = findNoRequest('labels.no-request', facts);
    if (none !== null) return outcomeOf('labels', [none]);
    if (!facts.labels.known) {
      const { code, detail } = facts.labels.why;
      return outcomeOf('labels', [makeFinding('labels.unread', 'unknown', { why: code, detail })]);
    }
    const have = new Set(facts.labels.value.map(fold));
    return outcomeOf(
      'labels',
      kinds.flatMap((kind) => {
        const wanted = settings[kind];
        return wanted === undefined ? [] : [judgeKind[kind](wanted, have)];
      }),
    );
  },
};

type Judge = (wanted: readonly string[], have: ReadonlySet<string>) => Finding;

/** `labels` in the data: those of `any` and `none` that are there, those of `all` that are missing. */
const judgeKind: Readonly<Record<Kind, Judge>> = {
  any(wanted, have) {
    const there = wanted.filter((name) => have.has(fold(name)));
    return report({ code: 'labels.any', isMet: there.length > 0, wanted, labels: there });
  },
  all(wanted, have) {
    const missing = wanted.filter((name) => !have.has(fold(name)));
    return report({ code: 'labels.all', isMet: missing.length === 0, wanted, labels: missing });
  },
  none(wanted, have) {
    const there = wanted.filter((name) => have.has(fold(name)));
    return report({ code: 'labels.none', isMet: there.length === 0, wanted, labels: there });
  },
};

interface Reported {
  readonly code: string;
  readonly isMet: boolean;
  readonly wanted: readonly string[];
  readonly labels: readonly string[];
}

function report({ code, isMet, wanted, labels: found }: Reported): Finding {
  const { shown, count } = showSome(found);
  return makeFinding(code, isMet ? 'met' : 'unmet', { wanted, labels: shown, count });
}

function fold(name: string): string {
  return name.toLowerCase();
}
