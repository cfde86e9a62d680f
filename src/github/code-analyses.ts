import type { Instant } from '../base/clock.ts';
import { isFault } from '../base/fault.ts';
import type { AnalysisFacts } from '../policy/alert-facts.ts';
import { wordsOf } from './alert-groups.ts';
import type { Api } from './api.ts';
import { readTime } from './facts/commits.ts';
import { readBeginning } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** Whose analyses, and where. */
export interface Scanning {
  readonly api: Api;
  readonly names: Place['repository'];
  /** In full; `refs/pull/<n>/merge` for a pull request. */
  readonly ref: string;
}

/** One analysis by code scanning. */
export interface Analysis {
  readonly tool: string;
  readonly category: string;
  readonly commit: string;
  readonly at: Instant;
}

/** What this commit brought is among the newest. */
const MOST_PAGES = 2;

/** Newest first. One that failed found nothing because it did not look. */
export async function readAnalyses({ api, names, ref }: Scanning): Promise<readonly Analysis[]> {
  const { found } = await readIfAny(api, {
    route: 'GET /repos/{owner}/{repo}/code-scanning/analyses',
    parameters: { owner: names.owner, repo: names.name, ref, sort: 'created', direction: 'desc' },
    items: (body) => body.list().filter((analysis) => analysis.at('error').text() === ''),
    read: readAnalysis,
    pages: MOST_PAGES,
  });
  return found.toSorted((a, b) => b.at - a.at);
}

/** Where code scanning is on and nothing was analyzed yet, GitHub says so with a 404. */
export async function readIfAny<T>(
  api: Api,
  request: Parameters<typeof readBeginning<T>>[1],
): ReturnType<typeof readBeginning<T>> {
  try {
    return await readBeginning(api, request);
  } catch (error) {
    if (isFault(error, 'github.not-found') && /no analysis found/i.test(wordsOf(error)))
      return { found: [], isAll: true };
    throw error;
  }
}

function readAnalysis(analysis: Reader): Analysis {
  return {
    tool: analysis.at('tool').at('name').text(),
    category: analysis.at('category').maybe((text) => text.text()) ?? '',
    commit: analysis.at('commit_sha').text(),
    at: readTime(analysis.at('created_at')),
  };
}

/** What tells the analyses of one kind from others: each closes only what its own kind has found. */
export const kindOf = ({ tool, category }: Pick<Analysis, 'tool' | 'category'>): string =>
  JSON.stringify([tool, category]);

/**
 * The commit itself. Of a pull request GitHub's actions analyze its merge with the base, a commit that nobody pushed: the
 * newest one counts when the head is one of its parents.
 */
export async function commitsFor(
  { api, names, ref }: Scanning,
  commit: string,
  analyses: readonly Analysis[],
): Promise<ReadonlySet<string>> {
  const newest = analyses[0]?.commit ?? commit;
  if (newest === commit || !ref.startsWith('refs/pull/')) return new Set([commit]);
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      owner: names.owner,
      repo: names.name,
      commit_sha: newest,
    });
    const parents = body.at('parents').list();
    const isMerge = parents.length === 2 && parents[1]?.at('sha').text() === commit;
    return new Set(isMerge ? [commit, newest] : [commit]);
  } catch (error) {
    // It is gone with the merge that it was.
    if (isFault(error, 'github.not-found')) return new Set([commit]);
    throw error;
  }
}

/** @param kind newest first */
export function describeKind(kind: readonly Analysis[], ours: ReadonlySet<string>): readonly AnalysisFacts[] {
  const [newest] = kind;
  if (newest === undefined) return [];
  const ofCommit = kind.find(({ commit }) => ours.has(commit))?.at ?? null;
  return [{ tool: newest.tool, category: newest.category, newest: newest.at, ofCommit }];
}

/** For each kind that went on since: when another commit's first analysis came after the last of this one. */
export function findSuperseded(
  kinds: readonly (readonly Analysis[])[],
  ours: ReadonlySet<string>,
): ReadonlyMap<string, Instant> {
  return new Map(
    kinds.flatMap((kind): readonly (readonly [string, Instant])[] => {
      const next = kind[kind.findIndex(({ commit }) => ours.has(commit)) - 1];
      return next === undefined ? [] : [[kindOf(next), next.at]];
    }),
  );
}
