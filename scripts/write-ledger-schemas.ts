import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { schemaFiles } from '../src/ledger/schemas.ts';

/** Writes schema/<kind>/<version>.json from src/ledger/schemas.ts; a test fails when they differ. */
for (const { path, bytes } of schemaFiles()) {
  const file = join(import.meta.dirname, '..', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
