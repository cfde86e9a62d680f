import { faultCodes } from '../../src/base/fault-codes.ts';
import { schemaFiles } from '../../src/ledger/schemas.ts';
import { policySchema } from '../../src/policy/schema.ts';
import { writeFaultIndex } from './documents.ts';
import { policyPages } from './policy-pages.ts';

/** A file that is derived from source: what it has to contain. */
export interface Generated {
  readonly path: string;
  readonly make: () => string;
}

const decoder = new TextDecoder();

export const generated: readonly Generated[] = [
  { path: 'schema/policy.json', make: () => `${JSON.stringify(policySchema, null, 2)}\n` },
  ...schemaFiles().map(({ path, bytes }) => ({ path, make: () => decoder.decode(bytes) })),
  ...policyPages(),
  { path: 'docs/errors/README.md', make: () => writeFaultIndex(faultCodes) },
];
