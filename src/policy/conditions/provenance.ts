import { judgeAttested } from '../attested.ts';
import { type Attesters, attesterSchema, checkAttesters } from '../attesters.ts';
import type { Condition } from '../condition.ts';
import { noNeeds } from '../need-set.ts';

export interface ProvenanceSettings extends Attesters {
  readonly predicate?: string;
}

const SLSA = 'slsa-provenance';
const SLSA_TYPE = 'https://slsa.dev/provenance/v1';

const codes = {
  noDeployment: 'provenance.no-deployment',
  unread: 'provenance.unread',
  noArtifact: 'provenance.no-artifact',
  unattested: 'provenance.unattested',
  unproved: 'provenance.unproved',
  attested: 'provenance.attested',
} as const;

export const provenance: Condition<ProvenanceSettings> = {
  name: 'provenance',
  schema: {
    type: 'object',
    description:
      'What a deployment’s run has built is attested: a signature says which workflow of this repository built it, from which commit, in which run.',
    additionalProperties: false,
    properties: {
      predicate: {
        type: 'string',
        maxLength: 500,
        title: 'slsa-provenance or the URI of a predicate type',
        pattern: '^(slsa-provenance|https://[^\\s]+)$',
        default: SLSA,
        description:
          'What is attested: `slsa-provenance` is SLSA provenance v1; any other type by its URI, compared whole.',
      },
      ...attesterSchema,
    },
  },
  check: checkAttesters,
  needs: () => ({ ...noNeeds, artifacts: true }),
  watches: ['deployments'],
  judge({ predicate = SLSA, ...attesters }, judged) {
    const wanted = predicate === SLSA ? SLSA_TYPE : predicate;
    return judgeAttested(
      { name: 'provenance', codes, attesters, predicate: { name: wanted, test: (type) => type === wanted } },
      judged,
    );
  },
};
