import { refusal } from './error.ts';

/** What a resolver gives for a field of an object type: the schema's name of the type, and what its fields are read from. */
export class Typed {
  readonly type: string;
  readonly source: unknown;

  constructor(type: string, source: unknown) {
    this.type = type;
    this.source = source;
  }
}

/** An object whose fields are all here: values, or functions of the field's arguments. */
export class Fields {
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields;
  }
}

/** An alias and not an interface, so that resolvers may say that these are their arguments. */
export type PageArguments = {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
};

export interface ConnectionOptions<T> {
  readonly node: (item: T) => unknown;
  /** Fields of an edge besides `cursor` and `node`. */
  readonly edge?: (item: T) => Readonly<Record<string, unknown>>;
  /** Fields of the connection besides the usual ones. */
  readonly more?: (page: Page<T>) => Readonly<Record<string, unknown>>;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Of the first item, in the whole list. */
  readonly start: number;
  readonly end: number;
  /** After `after` and `before`, before `first` and `last`. */
  readonly betweenCursors: number;
}

export function connection<T>(all: readonly T[], args: PageArguments, options: ConnectionOptions<T>): Fields {
  const page = cut(all, args);
  const { items, start, end } = page;
  return new Fields({
    totalCount: all.length,
    nodes: () => items.map(options.node),
    edges: () =>
      items.map(
        (item, at) =>
          new Fields({ cursor: cursorOf(start + at), node: () => options.node(item), ...options.edge?.(item) }),
      ),
    pageInfo: new Fields({
      startCursor: items.length === 0 ? null : cursorOf(start),
      endCursor: items.length === 0 ? null : cursorOf(end - 1),
      hasPreviousPage: start > 0,
      hasNextPage: end < all.length,
    }),
    ...options.more?.(page),
  });
}

function cut<T>(all: readonly T[], { first, last, after, before }: PageArguments): Page<T> {
  let start = isGiven(after) ? indexOf(after, 'after') + 1 : 0;
  let end = isGiven(before) ? indexOf(before, 'before') : all.length;
  end = Math.min(end, all.length);
  start = Math.min(start, end);
  const betweenCursors = end - start;
  if (isGiven(first)) end = Math.min(end, start + first);
  if (isGiven(last)) start = Math.max(start, end - last);
  return { items: all.slice(start, end), start, end, betweenCursors };
}

function cursorOf(index: number): string {
  return Buffer.from(`cursor:v2:${index + 1}`).toString('base64');
}

function indexOf(cursor: string, argument: string): number {
  const match = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match !== null) return Number(match[1]) - 1;
  throw refusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor for \`${argument}\`.`);
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
