import { judgeAttested } from '../attested.ts';
import { type Attesters, attesterSchema, checkAttesters } from '../attesters.ts';
import type { Condition } from '../condition.ts';
import { noNeeds } from '../need-set.ts';

export interface SbomSettings extends Attesters {
  readonly format?: Format;
}

type Format = 'spdx' | 'cyclonedx' | 'any';

/** The types themselves, and those with a version behind them, as GitHub's action writes them. */
const types: Readonly<Record<Format, RegExp>> = {
  spdx: /^https:\/\/spdx\.dev\/Document(\/v\d+(\.\d+)*)?$/,
  cyclonedx: /^https:\/\/cyclonedx\.org\/bom(\/v\d+(\.\d+)*)?$/,
  any: /^https:\/\/(spdx\.dev\/Document|cyclonedx\.org\/bom)(\/v\d+(\.\d+)*)?$/,
};

const names: Readonly<Record<Format, string>> = { spdx: 'SPDX', cyclonedx: 'CycloneDX', any: 'SPDX or CycloneDX' };

const codes = {
  noDeployment: 'sbom.no-deployment',
  unread: 'sbom.unread',
  noArtifact: 'sbom.no-artifact',
  unattested: 'sbom.unattested',
  unproved: 'sbom.unproved',
  attested: 'sbom.attested',
} as const;

export const sbom: Condition<SbomSettings> = {
  name: 'sbom',
  schema: {
    type: 'object',
    description:
      'What a deployment’s run has built has a list of what it contains, attested as `provenance` demands it.',
    additionalProperties: false,
    properties: {
      format: { enum: ['spdx', 'cyclonedx', 'any'], default: 'any', description: 'In which form the list is.' },
      ...attesterSchema,
    },
  },
  check: checkAttesters,
  needs: () => ({ ...noNeeds, artifacts: true }),
  watches: ['deployments'],
  judge({ format = 'any', ...attesters }, judged) {
    const predicate = { name: names[format], test: (type: string) => types[format].test(type) };
    return judgeAttested({ name: 'sbom', codes, attesters, predicate }, judged);
  },
};
