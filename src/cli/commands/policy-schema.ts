import { policySchema as schema } from '../../policy/schema.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const policySchema: Command = {
  usage: '[--format json]',
  about: [
    'Prints the JSON Schema of policy files (.github/countersign.yml): for editors, and for whoever writes policies by a program.',
    'Patterns, names of roles and names of trackers are checked beyond it by `countersign policy validate`.',
  ],
  arguments: { least: 0, most: 0 },
  options: [
    { name: 'format', value: 'FORMAT', choices: ['json'], says: 'always JSON; the shape is JSON Schema draft-07' },
  ],
  examples: ['countersign policy schema > countersign.schema.json'],
  async run(_words, io) {
    await io.out(`${JSON.stringify(schema, null, 2)}\n`);
    return EXIT.yes;
  },
};
