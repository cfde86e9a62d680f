import { isJsonObject, type Json, type JsonObject, objectOf } from '../base/json.ts';
import { FACTS_FORM, usesIn } from './facts-document.ts';
import { kindOf } from './kind.ts';

/** Evidence that an entry or a document names. */
export interface NamedEvidence {
  /** What it is there for: `facts`, `group`, `policy`, `pins`, `directory`; `evidence` otherwise. */
  readonly as: string;
  /** 64 hex digits. */
  readonly digest: string;
}

/** How the URI of evidence begins; its last word says what it is there for. */
export const EVIDENCE_URI = 'urn:countersign:evidence:';

const DIGEST = /^[0-9a-f]{64}$/;

/** What an entry names directly, in the order of its fields. Total: of kinds that nobody knows, what has a URI of evidence. */
export function evidenceOf(statement: JsonObject): readonly NamedEvidence[] {
  const predicate = objectOf(statement['predicate']);
  const attestations = listOf(predicate['inputAttestations']);
  const type = statement['predicateType'];
  const kind = typeof type === 'string' ? kindOf(type) : null;
  if (kind === 'decision') {
    const layers = listOf(objectOf(predicate['countersign_decision'])['layers']);
    return [
      // Whoever appends decisions of their own may attest to documents of their own.
      ...attestations.filter((each) => wordOf(objectOf(each)) !== null).flatMap((each) => evidenceAt(each)),
      ...layers.flatMap((layer) => evidenceAt(layer, 'policy')),
    ];
  }
  if (kind === 'policy')
    return [...evidenceAt(predicate['policy'], 'policy'), ...evidenceAt(predicate['pins'], 'pins')];
  // Of events appended by others, what is no evidence of ours is left out.
  if (kind === 'event')
    return listOf(objectOf(predicate['countersign_event'])['evidence']).flatMap((each) =>
      wordOf(objectOf(each)) === null ? [] : evidenceAt(each),
    );
  return Object.values(predicate)
    .flatMap((value) => (Array.isArray(value) ? listOf(value) : [value]))
    .flatMap((value) => (wordOf(objectOf(value)) === null ? [] : evidenceAt(value)));
}

/** What a document names, given what it is there for: a group the facts of its pull requests, facts what they use and build on. */
export function evidenceIn(as: string, document: Json): readonly NamedEvidence[] {
  if (as === 'facts' && isJsonObject(document) && document['form'] === FACTS_FORM)
    return usesIn(document).flatMap(([use, digest]) => named(use, digest));
  if (as !== 'group') return [];
  return listOf(objectOf(document)['members']).flatMap((member) => named('facts', objectOf(member)['facts']));
}

function evidenceAt(value: Json | undefined, as?: string): readonly NamedEvidence[] {
  const { digest, ...rest } = objectOf(value);
  return named(as ?? wordOf(rest) ?? 'evidence', objectOf(digest)['sha256']);
}

function named(as: string, digest: Json | undefined): readonly NamedEvidence[] {
  return typeof digest === 'string' && DIGEST.test(digest) ? [{ as, digest }] : [];
}

function wordOf({ uri }: JsonObject): string | null {
  return typeof uri === 'string' && uri.startsWith(EVIDENCE_URI) ? uri.slice(EVIDENCE_URI.length) : null;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
