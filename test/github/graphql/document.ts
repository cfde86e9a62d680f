import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getNamedType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  TypeInfo,
  type ValueNode,
  validate,
} from 'graphql';
import { githubSchema } from './schema.ts';

/** A field that pages, and the paging fields below it. */
export interface PagingField {
  readonly path: readonly string[];
  readonly name: string;
  readonly location: { readonly line: number; readonly column: number };
  readonly first: ValueNode | undefined;
  readonly last: ValueNode | undefined;
  readonly below: readonly PagingField[];
}

export interface PreparedDocument {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
  readonly operations: ReadonlyMap<
    string,
    { readonly node: OperationDefinitionNode; readonly paging: readonly PagingField[] }
  >;
}

const KEPT = 500;
const prepared = new Map<string, PreparedDocument>();

/** Parses and validates a document, once for each text. */
export function prepareDocument(text: string): PreparedDocument {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  const made = prepare(text);
  if (prepared.size >= KEPT) prepared.clear();
  prepared.set(text, made);
  return made;
}

function prepare(text: string): PreparedDocument {
  const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    const syntax = error instanceof GraphQLError ? error : new GraphQLError(String(error));
    return { document: nothing, errors: [syntax], operations: new Map() };
  }
  const errors = validate(githubSchema(), document);
  if (errors.length > 0) return { document, errors, operations: new Map() };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const operations = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map((node) => [node.name?.value ?? '', { node, paging: findPaging(node, fragments) }]),
  );
  return { document, errors: [], operations };
}

function findPaging(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): PagingField[] {
  const types = new TypeInfo(githubSchema());
  const walk = (selection: SelectionSetNode | undefined, path: readonly string[]): PagingField[] => {
    if (selection === undefined) return [];
    types.enter(selection);
    const found = selection.selections.flatMap((node): PagingField[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (fragment === undefined) return [];
        types.enter(fragment);
        const inFragment = walk(fragment.selectionSet, path);
        types.leave(fragment);
        return inFragment;
      }
      types.enter(node);
      const here = node.kind === Kind.FIELD ? [...path, node.alias?.value ?? node.name.value] : path;
      const below = walk(node.selectionSet, here);
      const definition = node.kind === Kind.FIELD ? types.getFieldDef() : undefined;
      types.leave(node);
      if (node.kind !== Kind.FIELD || definition === undefined || definition === null) return below;
      const result = getNamedType(definition.type);
      const pages =
        isCompositeType(result) &&
        result.name.endsWith('Connection') &&
        definition.args.some(({ name }) => name === 'first');
      if (!pages) return below;
      const argument = (name: string): ValueNode | undefined =>
        node.arguments?.find((each) => each.name.value === name)?.value;
      const start = node.loc?.startToken;
      const location = { line: start?.line ?? 1, column: start?.column ?? 1 };
      return [{ path: here, name: node.name.value, location, first: argument('first'), last: argument('last'), below }];
    });
    types.leave(selection);
    return found;
  };
  types.enter(operation);
  return walk(operation.selectionSet, []);
}
