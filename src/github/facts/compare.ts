import { isFault } from '../../base/fault.ts';
import { type Known, known, unknown } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { readList } from '../paging.ts';
import type { Reader } from '../reader.ts';
import { incomplete } from '../section.ts';
import { readOid } from './commits.ts';

/** How two commits stand to each other, in one repository or its network of forks. */
export interface Comparison {
  readonly mergeBase: string;
  /** Commits of `from` that `to` does not have: 0 means that `from` is an ancestor of `to`, or the same. */
  readonly behind: number;
}

/**
 * Null: GitHub does not compare them, and will not (one is gone, they share no history, the diff takes it too long:
 * 422). Unknown: GitHub failed. One request.
 */
export async function compareCommits(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  range: { readonly from: string; readonly to: string },
): Promise<Known<Comparison | null>> {
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner: place.owner,
      repo: place.name,
      basehead: `${range.from}...${range.to}`,
      per_page: 1,
    });
    return known(readComparison(body));
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.invalid')) return known(null);
    if (isFault(error, 'github.unavailable')) {
      return unknown('unavailable', `GitHub failed to compare ${range.to.slice(0, 7)} with the base`);
    }
    throw error;
  }
}

/** Commits after `from` up to and with `to`, oldest first; null: `to` does not descend from `from`, or one is gone. */
export async function listBetween(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  range: { readonly from: string; readonly to: string },
): Promise<readonly string[] | null> {
  let behind = 0;
  let total = 0;
  try {
    const commits = await readList(api, {
      route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
      parameters: { owner: place.owner, repo: place.name, basehead: `${range.from}...${range.to}` },
      items: (body) => {
        behind = body.at('behind_by').count();
        total = body.at('total_commits').count();
        return body.at('commits').list();
      },
      read: (commit) => readOid(commit.at('sha')),
    });
    if (behind > 0) return null;
    if (commits.length !== total || commits.at(-1) !== range.to) throw incomplete('a comparison does not add up');
    return commits;
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

/**
 * Commits that `to` has and `from` has not, oldest first: of a history that was rewritten those since the two parted. Null:
 * one is gone, or they share no history.
 */
export async function listShipped(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  range: { readonly from: string; readonly to: string },
): Promise<readonly string[] | null> {
  let total = 0;
  try {
    const commits = await readList(api, {
      route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
      parameters: { owner: place.owner, repo: place.name, basehead: `${range.from}...${range.to}` },
      items: (body) => {
        total = body.at('total_commits').count();
        return body.at('commits').list();
      },
      read: (commit) => readOid(commit.at('sha')),
    });
    if (commits.length !== total) throw incomplete('a comparison does not add up');
    return commits;
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

const readComparison = (body: Reader): Comparison => ({
  mergeBase: readOid(body.at('merge_base_commit').at('sha')),
  behind: body.at('behind_by').count(),
});
