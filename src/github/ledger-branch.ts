import { fromBase64, toBase64 } from '../base/bytes.ts';
import { Fault, isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { assertHead, type BranchChange, type BranchPlace, readHead, sameRepository } from './branch-head.ts';
import { replaceBranch } from './branch-replace.ts';
import { readOid } from './facts/commits.ts';
import { listBetween } from './facts/compare.ts';
import { graphqlFault } from './fault.ts';
import { birthBranch } from './ledger-birth.ts';
import type { Reader } from './reader.ts';
import { listTree } from './tree.ts';

/** The ledger's branch on GitHub (app/ports.ts, LedgerBranch). `open` gives the line when it is first needed. */
export function createLedgerBranch(open: () => Api, place: BranchPlace) {
  const repository = { owner: place.owner, repo: place.name };
  return {
    head: async (): Promise<string | null> => readHead(open(), place),

    assertHead: async (expected: string | null): Promise<void> => assertHead(open(), place, expected),

    read: async (commit: string, path: string): Promise<Uint8Array | null> => {
      try {
        const { body } = await open().rest('GET /repos/{owner}/{repo}/contents/{path}', {
          ...repository,
          path,
          ref: commit,
        });
        return await readContent(open(), place, body);
      } catch (error) {
        if (isFault(error, 'github.not-found')) return null;
        throw error;
      }
    },

    files: async (commit: string): Promise<ReadonlyMap<string, string>> => listTree(open(), place, commit),

    between: async (ancestor: string, descendant: string): Promise<readonly string[] | null> =>
      ancestor === descendant ? [] : listBetween(open(), place, { from: ancestor, to: descendant }),

    commit: async (change: BranchChange & { readonly expectedHead: string }): Promise<string> =>
      commitOnBranch(open(), place, change),

    birth: async (change: BranchChange): Promise<string> => birthBranch(open(), place, change),

    replace: async (change: BranchChange & { readonly expectedHead: string }): Promise<string> =>
      replaceBranch(open(), place, change),
  };
}

/**
 * Compare-and-swap in one request; GitHub signs the commit. Another repository that has the name now does not have the
 * expected head, unless somebody copied the branch into it; then it must not count as published.
 */
async function commitOnBranch(
  api: Api,
  place: BranchPlace,
  change: BranchChange & { readonly expectedHead: string },
): Promise<string> {
  const text = `mutation Commit($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) { commit { oid repository { databaseId } } }
  }`;
  const answer = await api.graphql(text, {
    input: {
      branch: { repositoryNameWithOwner: `${place.owner}/${place.name}`, branchName: place.branch },
      expectedHeadOid: change.expectedHead,
      message: change.message,
      fileChanges: {
        additions: change.additions.map(({ path, bytes }) => ({ path, contents: toBase64(bytes) })),
        deletions: change.deletions.map((path) => ({ path })),
      },
    },
  });
  if (answer.errors.length > 0) {
    const fault = graphqlFault(answer.errors, {}, 'commit on the ledger branch');
    // GitHub names a branch that is gone NOT_FOUND; that, too, is not the head that was expected.
    throw isFault(fault, 'github.not-found') ? new Fault('ledger.stale-head', fault.message) : fault;
  }
  const commit = answer.data.at('createCommitOnBranch').at('commit');
  sameRepository(commit.at('repository'), place);
  return readOid(commit.at('oid'));
}

/** What stands at a path; null where it is no file. Above 1 MB GitHub leaves the content out and names the blob. */
async function readContent(api: Api, place: BranchPlace, content: Reader): Promise<Uint8Array | null> {
  if (content.at('type').isNothing || content.at('type').text() !== 'file') return null;
  if (content.at('encoding').text() === 'base64') return readBase64(content.at('content'));
  const { body } = await api.rest('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    owner: place.owner,
    repo: place.name,
    file_sha: readOid(content.at('sha')),
  });
  return readBase64(body.at('content'));
}

/** GitHub breaks base64 into lines. */
function readBase64(content: Reader): Uint8Array {
  const bytes = fromBase64(content.text().replaceAll('\n', ''));
  if (bytes === null) throw content.fault('is not base64');
  return bytes;
}
