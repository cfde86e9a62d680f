import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';
import { hasNext, incomplete, joinSections, readSection, type Section } from './section.ts';

type Names = Place['repository'];

/** The shape of app/ports.ts, MergeQueue. */
export interface MergeQueue {
  readonly strategy: 'all-green' | 'head-green' | null;
  readonly tip: string;
  readonly entries: readonly QueueEntry[];
}

export interface QueueEntry {
  readonly head: { readonly oid: string; readonly tree: string; readonly parents: readonly string[] };
  readonly base: string;
  readonly change: { readonly number: number; readonly head: string } | null;
}

/** The queue of a branch; null: it has none (any more). Entries that GitHub has not built yet are left out. */
export async function readMergeQueue(api: Api, names: Names, branch: string): Promise<MergeQueue | null> {
  let page = await readPage(api, names, { branch, after: null });
  if (page === null) return null;
  const { strategy, tip } = page;
  let entries = page.entries;
  while (hasNext(entries)) {
    page = await readPage(api, names, { branch, after: entries.next });
    if (page === null) throw incomplete('the merge queue vanished while it was read');
    entries = joinSections(entries, page.entries);
  }
  if (entries.nodes.length !== entries.total) throw incomplete('GitHub listed other queue entries than it counted');
  return { strategy, tip, entries: entries.nodes.flatMap(({ reader }) => readEntry(reader)) };
}

interface Page {
  readonly strategy: MergeQueue['strategy'];
  readonly tip: string;
  readonly entries: Section;
}

const queueText = (after: string | null): string => `query Queue($owner: String!, $name: String!, $branch: String!,
    $ref: String! ${after === null ? '' : '$after: String!'}) {
  repository(owner: $owner, name: $name) {
    databaseId
    ref(qualifiedName: $ref) { target { oid } }
    mergeQueue(branch: $branch) {
      configuration { mergingStrategy }
      entries(first: 100${after === null ? '' : ', after: $after'}) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes {
          headCommit { oid tree { oid } parents(first: 3) { nodes { oid } } }
          baseCommit { oid }
          pullRequest { number headRefOid }
        }
      }
    }
  }
}`;

async function readPage(
  api: Api,
  names: Names,
  { branch, after }: { readonly branch: string; readonly after: string | null },
): Promise<Page | null> {
  const variables = {
    owner: names.owner,
    name: names.name,
    branch,
    ref: `refs/heads/${branch}`,
    ...(after === null ? {} : { after }),
  };
  const data = requireWhole(await api.graphql(queueText(after), variables), 'merge queue');
  const repository = data.at('repository');
  // Names are given away again: the queue of another repository says nothing about this one.
  if (repository.isNothing || repository.at('databaseId').count() !== names.id) return null;
  const queue = repository.at('mergeQueue');
  const ref = repository.at('ref');
  if (queue.isNothing || ref.isNothing) return null;
  return {
    strategy: readStrategy(queue.at('configuration')),
    tip: readOid(ref.at('target').at('oid')),
    entries: readSection(queue.at('entries'), null),
  };
}

function readStrategy(configuration: Reader): MergeQueue['strategy'] {
  const word = configuration.at('mergingStrategy').maybe((strategy) => strategy.text());
  if (word === 'ALLGREEN') return 'all-green';
  return word === 'HEADGREEN' ? 'head-green' : null;
}

function readEntry(entry: Reader): readonly QueueEntry[] {
  const head = entry.at('headCommit');
  const base = entry.at('baseCommit');
  if (head.isNothing || base.isNothing) return [];
  return [
    {
      head: {
        oid: readOid(head.at('oid')),
        tree: readOid(head.at('tree').at('oid')),
        parents: head
          .at('parents')
          .at('nodes')
          .list()
          .map((parent) => readOid(parent.at('oid'))),
      },
      base: readOid(base.at('oid')),
      change: entry.at('pullRequest').maybe((change) => ({
        number: change.at('number').count(),
        head: readOid(change.at('headRefOid')),
      })),
    },
  ];
}
