import type { Condition } from '../condition.ts';
import { makeNoDeployment, makeUnread } from '../deployment-findings.ts';
import type { ShippedCommit, SourceFacts } from '../facts.ts';
import { makeFinding, outcomeOf, SHOWN_LIMIT } from '../findings.ts';
import { noNeeds } from '../need-set.ts';
import { type Circle, namesOf, resolveRoles } from '../people.ts';
import { checkRoles, roleList } from '../role-list.ts';
import type { Finding, FindingValue } from '../verdict.ts';

export type SourceSettings =
  | 'reviewed'
  | { readonly is: 'reviewed'; readonly late?: Late; readonly late_by?: readonly string[] };

type Late = 'allow' | 'deny';

const codes = { unread: 'source.unread', notRecorded: 'source.not-recorded' } as const;

export const source: Condition<SourceSettings> = {
  name: 'source',
  schema: {
    type: ['string', 'object'],
    title: 'the word reviewed',
    pattern: '^reviewed$',
    description:
      'Every commit that a deployment brings to its environment landed with a passing decision. `reviewed` is the same as `{ is: reviewed }`.',
    additionalProperties: false,
    required: ['is'],
    properties: {
      is: { const: 'reviewed', description: 'What every commit has to be.' },
      late: {
        enum: ['allow', 'deny'],
        default: 'deny',
        description: 'Does a commit count that somebody covered only after it had landed?',
      },
      late_by: {
        ...roleList,
        description:
          'Whoever covers late has one of these roles. Anybody with write access who did not push it, without it.',
      },
    },
  },
  check: (settings, policy) => checkRoles('late_by', lateBy(settings) ?? [], policy),
  needs: (settings, policy) => ({ ...noNeeds, ...namesOf(lateBy(settings) ?? [], policy) }),
  watches: ['deployments'],
  judge(settings, { facts: { deployment, directory }, policy }) {
    if (deployment === undefined) return outcomeOf('source', [makeNoDeployment('source.no-deployment')]);
    const { source: found } = deployment;
    if (!found.known) return outcomeOf('source', [makeUnread(codes, found.why)]);
    const late = settings === 'reviewed' ? 'deny' : (settings.late ?? 'deny');
    const roles = lateBy(settings);
    const circle = roles === undefined ? null : resolveRoles(roles, policy, directory);
    return outcomeOf('source', judgeSource(found.value, { late, circle }));
  },
};

const lateBy = (settings: SourceSettings): readonly string[] | undefined =>
  settings === 'reviewed' ? undefined : settings.late_by;

interface Accepting {
  readonly late: Late;
  /** Null: anybody's cover counts. */
  readonly circle: Circle | null;
}

function judgeSource({ since, count, commits }: SourceFacts, { late, circle }: Accepting): readonly Finding[] {
  const open = commits.filter(({ decision }) => decision === null);
  const covered = open.filter((commit) => commit.late !== null);
  const uncovered = open.filter((commit) => commit.late === null);
  const data = { all: count, since: since.commit, at: since.at, late };
  const findings = [
    ...(uncovered.length === 0 ? [] : [makeOpen('source.uncovered', uncovered, data)]),
    ...(covered.length === 0 || late === 'allow' ? [] : [makeOpen('source.late-not-allowed', covered, data)]),
    ...(late === 'allow' && circle !== null ? judgeCoverers(covered, { circle, data }) : []),
  ];
  if (findings.length > 0) return findings.map((finding) => addWayOut(finding, commits));
  return [
    makeFinding('source.reviewed', 'met', {
      ...data,
      count,
      covered: showCommits(covered),
      coveredCount: covered.length,
    }),
  ];
}

interface Covering {
  readonly circle: Circle;
  readonly data: Finding['data'];
}

/** A name that cannot be resolved may be the one of whoever covered it. */
function judgeCoverers(covered: readonly ShippedCommit[], { circle, data }: Covering): readonly Finding[] {
  const others = covered.filter(
    ({ late, lateBefore = [] }) =>
      ![late, ...lateBefore].some((cover) => cover !== null && circle.people.has(cover.by)),
  );
  if (others.length === 0) return [];
  const truth = circle.unresolved.length > 0 ? 'unknown' : 'unmet';
  return [{ ...makeOpen('source.late-by-others', others, data), truth }];
}

function makeOpen(code: string, open: readonly ShippedCommit[], data: Finding['data']): Finding {
  return {
    code,
    truth: 'unmet',
    commits: open.slice(0, SHOWN_LIMIT).map(({ oid }) => oid),
    data: { ...data, count: open.length, rows: showCommits(open) },
  };
}

/** The newest commit that nothing uncovered stands behind: it could be deployed instead. */
function addWayOut(finding: Finding, commits: readonly ShippedCommit[]): Finding {
  const oldest = commits.findLastIndex(({ decision }) => decision === null);
  return { ...finding, data: { ...finding.data, instead: commits[oldest + 1]?.oid ?? null } };
}

function showCommits(commits: readonly ShippedCommit[]): FindingValue {
  return commits.slice(0, SHOWN_LIMIT).map(({ oid, change, landed, late }) => ({
    oid,
    change,
    how: landed?.how ?? null,
    by: landed?.by ?? null,
    at: landed?.at ?? null,
    entry: landed?.entry ?? null,
    late: late === null ? null : { by: late.by, entry: late.entry },
  }));
}
