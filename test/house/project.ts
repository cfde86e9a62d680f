import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSources, type SourceFile } from '../../scripts/house/source-file.ts';

export const root = join(import.meta.dirname, '../..');

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Parsed once a test file; every rule looks at the same reading. */
export const source: readonly SourceFile[] = readSources(root, 'src');
export const everything: readonly SourceFile[] = [...source, ...readSources(root, 'test', 'scripts', 'examples')];
