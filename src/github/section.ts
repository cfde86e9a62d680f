import { Fault } from '../base/fault.ts';
import { type Unknown } from '../policy/facts.ts';
import type { Failures } from './failures.ts';
import type { Reader } from './reader.ts';

/** A node of a list, and whether GitHub gave an error for its signature. */
export interface Node {
  readonly reader: Reader;
  readonly signatureFailed: boolean;
}

/** A list as far as it was read: page after page until `next` is null. */
export interface Section {
  readonly nodes: readonly Node[];
  /** How many GitHub says there are. */
  readonly total: number;
  readonly next: string | null;
}

/** A list that could not be read at all, or that is too long to be read. */
export type SectionOrWhy = Section | { readonly why: Unknown };

export const hasNext = (section: SectionOrWhy): section is Section & { readonly next: string } =>
  'next' in section && section.next !== null;

/** One page of a connection with `totalCount`, `pageInfo` and `nodes`. */
export function readSection(connection: Reader, failures: Failures | null): Section {
  const page = connection.at('pageInfo');
  return {
    nodes: connection
      .at('nodes')
      .list()
      .map((reader, index) => ({ reader, signatureFailed: failures?.ofSignature(index) ?? false })),
    total: connection.at('totalCount').count(),
    next: page.at('hasNextPage').flag() ? page.at('endCursor').text() : null,
  };
}

/** A list that grew or shrank between two pages is not one list: everything is read again later. */
export function joinSections(read: Section, page: Section): Section {
  if (page.total !== read.total) throw incomplete('a list changed while it was read');
  if (page.next !== null && page.next === read.next) throw incomplete('GitHub gave the same page twice');
  return { nodes: [...read.nodes, ...page.nodes], total: read.total, next: page.next };
}

export function failureWhy(type: string, what: string): Unknown {
  return type === 'FORBIDDEN'
    ? { code: 'forbidden', detail: `the app may not read ${what}` }
    : { code: 'unavailable', detail: `GitHub failed to read ${what}` };
}

export const incomplete = (message: string): Fault => new Fault('github.incomplete', message);
