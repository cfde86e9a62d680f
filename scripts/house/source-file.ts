import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';

/** A TypeScript file as the house rules see it. Paths are relative to the project, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Lines, a last empty one not counted. */
  readonly lines: number;
  /** Module specifiers of every import and re-export, type-only and dynamic ones included. */
  readonly imports: readonly string[];
  /** Whether anything is left to run once types are gone; a file of re-exports counts as types. */
  readonly hasRuntimeCode: boolean;
  readonly awaits: boolean;
  /** Identifiers outside of member and key position, and members of identifiers: `Date`, `Date.now`, `process.env`. */
  readonly names: ReadonlySet<string>;
}

interface AstNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

export function parseSource(path: string, text: string): SourceFile {
  const module = parseSync(text, { syntax: 'typescript', target: 'es2024' });
  const imports = new Set<string>();
  const names = new Set<string>();
  let awaits = false;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return undefined;
    if (isNode(value)) {
      readImport(value).forEach((specifier) => imports.add(specifier));
      readNames(value).forEach((name) => names.add(name));
      awaits ||= value.type === 'AwaitExpression' || (value.type === 'ForOfStatement' && value['await'] === true);
    }
    return Object.entries(value).forEach(([field, child]) => {
      if (!isNode(child) || child.type !== 'Identifier' || !NAMING_FIELDS.has(field)) visit(child);
    });
  };
  visit(module.body);
  const body: readonly unknown[] = module.body;
  const hasRuntimeCode = body.some((statement) => isNode(statement) && !isTypeOnly(statement));
  return { path, text, lines: countLines(text), imports: [...imports], hasRuntimeCode, awaits, names };
}

/** Where an identifier only names a member or a key, and reads nothing. */
const NAMING_FIELDS: ReadonlySet<string> = new Set(['property', 'key']);

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

function stringOf(node: unknown): readonly string[] {
  return isNode(node) && node.type === 'StringLiteral' && typeof node['value'] === 'string' ? [node['value']] : [];
}

function readImport(node: AstNode): readonly string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return stringOf(node['source']);
    case 'TsImportType':
      return stringOf(node['argument']);
    case 'TsExternalModuleReference':
      return stringOf(node['expression']);
    case 'CallExpression':
      return isNode(node['callee']) && (node['callee'].type === 'Import' || node['callee']['value'] === 'require')
        ? firstArgument(node)
        : [];
    default:
      return [];
  }
}

function firstArgument(node: AstNode): readonly string[] {
  const [first] = Array.isArray(node['arguments']) ? (node['arguments'] as readonly { expression: unknown }[]) : [];
  const literal = stringOf(first?.expression);
  // What is computed cannot be judged: no rule allows this name.
  return literal.length === 0 ? ['<computed>'] : literal;
}

function readNames(node: AstNode): readonly string[] {
  if (node.type === 'Identifier' && typeof node['value'] === 'string') return [node['value']];
  if (node.type !== 'MemberExpression' || !isNode(node['object']) || !isNode(node['property'])) return [];
  const property =
    node['property']['value'] ??
    (isNode(node['property']['expression']) ? node['property']['expression']['value'] : undefined);
  return node['object'].type === 'Identifier' && typeof property === 'string'
    ? [`${String(node['object']['value'])}.${property}`]
    : [];
}

const TYPE_STATEMENTS: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'TsInterfaceDeclaration',
  'TsTypeAliasDeclaration',
  'ExportAllDeclaration',
  'EmptyStatement',
]);

function isTypeOnly(statement: AstNode): boolean {
  if (statement.type === 'ExportDeclaration' && isNode(statement['declaration']))
    return isTypeOnly(statement['declaration']);
  if (statement.type === 'ExportNamedDeclaration')
    return statement['source'] !== null || statement['typeOnly'] === true;
  return TYPE_STATEMENTS.has(statement.type) || statement['declare'] === true;
}

/** Paths of all files below a folder of the project, sorted; nothing when the folder does not exist. */
export function listFiles(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(...entry.parentPath.slice(root.length).split(/[\\/]/), entry.name))
      .toSorted();
  } catch {
    return [];
  }
}

/** Every TypeScript file below the named folders, parsed. */
export function readSources(root: string, ...folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap((folder) => listFiles(root, folder))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}
