import { type CommitFacts, type Known, known, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { commitFields, hasTooMany, readCommit, readOid, signatureFields, tooManyInCommit } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import { type Place, sameRepository } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts. */
export interface HistoryRequest {
  readonly head: string;
  /** Which of its ancestors, itself among them. */
  readonly oids: readonly string[];
  readonly signatures: boolean;
}

const PAGE = 100;
/** More than this between two deployments is not looked through one by one. */
const MOST = 10_000;
/** In the order of time others may stand between. */
const PAGES_BETWEEN = 10;

/** Those commits as facts, oldest first, read along the history of the newest: a page of them a request. */
export async function readHistory(
  api: Api,
  names: Place['repository'],
  { head, oids, signatures }: HistoryRequest,
): Promise<Known<readonly CommitFacts[]>> {
  if (oids.length > MOST) return unknown('too-many', `there are ${oids.length} commits, more than ${MOST}`);
  const wanted = new Set(oids);
  const found: CommitFacts[] = [];
  let cursor: string | null = null;
  const pages = Math.ceil(oids.length / PAGE) + PAGES_BETWEEN;
  for (let page = 0; page < pages && wanted.size > 0; page += 1) {
    const history = await readPage(api, names, { head, signatures, cursor });
    for (const node of history.at('nodes').list()) {
      if (!wanted.delete(readOid(node.at('oid')))) continue;
      if (hasTooMany(node)) return tooManyInCommit;
      found.push(readCommit(node, { signatures, signatureFailed: false }));
    }
    const info = history.at('pageInfo');
    if (!info.at('hasNextPage').flag()) break;
    cursor = info.at('endCursor').text();
  }
  return wanted.size === 0
    ? known(found.toReversed())
    : unknown('incomplete', `GitHub does not show ${wanted.size} of the commits in the history of ${head.slice(0, 7)}`);
}

interface Page {
  readonly head: string;
  readonly signatures: boolean;
  readonly cursor: string | null;
}

async function readPage(api: Api, names: Place['repository'], { head, signatures, cursor }: Page): Promise<Reader> {
  const { owner, name, id } = names;
  const fields = signatures ? `${commitFields} ${signatureFields}` : commitFields;
  const text = `query History($owner: String!, $name: String!, $head: GitObjectID! ${cursor === null ? '' : '$after: String!'}) {
    repository(owner: $owner, name: $name) {
      databaseId
      object(oid: $head) { ... on Commit {
        history(first: ${PAGE}${cursor === null ? '' : ', after: $after'}) {
          pageInfo { hasNextPage endCursor } nodes { ${fields} }
        }
      } }
    }
  }`;
  const variables = { owner, name, head, ...(cursor === null ? {} : { after: cursor }) };
  const data = requireWhole(await api.graphql(text, variables), 'history');
  return sameRepository(data.at('repository'), id).at('object').at('history');
}
