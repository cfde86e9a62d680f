import type { FileFacts } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';

/** GitHub lists no more than this, in REST and in GraphQL. */
export const MOST_FILES = 3_000;

/** GraphQL, on a PullRequestChangedFile. It names only the new path of what was renamed or copied. */
export const fileFields = 'path changeType additions deletions';

export function readFile(file: Reader): FileFacts {
  const word = file.at('changeType').text();
  return {
    path: file.at('path').text(),
    previousPath: null,
    // A word that GitHub may add one day says only that something changed.
    change: changes[word] ?? 'changed',
    additions: file.at('additions').count(),
    deletions: file.at('deletions').count(),
  };
}

export const hasMoved = (file: FileFacts): boolean => file.change === 'renamed' || file.change === 'copied';

const changes: Readonly<Record<string, FileFacts['change']>> = {
  ADDED: 'added',
  CHANGED: 'changed',
  COPIED: 'copied',
  DELETED: 'deleted',
  MODIFIED: 'modified',
  RENAMED: 'renamed',
};
