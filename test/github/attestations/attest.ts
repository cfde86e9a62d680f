import type { Repository, World } from '../world.ts';
import type { Attestation } from './records.ts';

interface Attesting {
  readonly repository: Repository;
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly initiator: string;
  readonly isHidden: boolean;
}

/** Kept under what its statement names as subjects, as GitHub does, which proves nothing about it. */
export function attest(world: World, { repository, bundle, ...others }: Attesting): Attestation {
  const { digests, predicateType } = readStatement(bundle);
  const attestation = { id: world.nextId(), digests, predicateType, bundle, ...others };
  repository.attestations.push(attestation);
  return attestation;
}

interface Statement {
  readonly subject?: readonly { readonly digest?: { readonly sha256?: string } }[];
  readonly predicateType?: string;
}

function readStatement(bundle: Readonly<Record<string, unknown>>): Pick<Attestation, 'digests' | 'predicateType'> {
  const envelope = bundle['dsseEnvelope'] as { readonly payload?: string } | undefined;
  const { subject = [], predicateType = '' } = JSON.parse(
    Buffer.from(envelope?.payload ?? '', 'base64').toString('utf8'),
  ) as Statement;
  return {
    digests: subject.flatMap(({ digest }) => digest?.sha256 ?? []).map((hex) => `sha256:${hex}`),
    predicateType,
  };
}
