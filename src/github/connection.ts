/** GitHub caps a page at 100. */
export const PAGE = 'first: 100';
export const PAGE_INFO = 'totalCount pageInfo { hasNextPage endCursor }';

/** Where one list of a query begins: `undefined`: not asked for, null: at its beginning, a text: after this cursor. */
export type Cursor = string | null | undefined;

/** One page of a list; its cursor is the variable `$<name>After`. */
export function connectionText(
  field: string,
  list: { readonly name: string; readonly cursor: Cursor },
  fields: string,
) {
  const { name, cursor } = list;
  if (cursor === undefined) return '';
  return `${field}(${PAGE}${cursor === null ? '' : `, after: $${name}After`}) { ${PAGE_INFO} nodes { ${fields} } }`;
}
