import type { Json } from '../../base/json.ts';
import { count, showJson, showOutside } from '../text.ts';
import type { GoneEvidence } from './evidence-gone.ts';
import type { EvidenceShelf, ShelvedEvidence, WholeDocument } from './evidence-shelf.ts';

/** A document that was found or not, with its parts in their places where they were asked for. */
export interface EvidenceAnswer {
  /** What an entry names it as; null where it was asked for by its digest. */
  readonly as: string | null;
  readonly found: ShelvedEvidence;
  readonly whole: WholeDocument | null;
  /** Why it is not there, where that was asked. */
  readonly gone: GoneEvidence | null;
}

/** docs/cli.md describes the shape. */
export function showOneJson(answer: EvidenceAnswer, { source }: EvidenceShelf): string {
  const { ref, tip } = source;
  return `${showJson({ version: 1, ref, commit: tip, ...fieldsOf(answer) })}\n`;
}

/** docs/cli.md describes the shape. */
export function showEntryDocumentsJson(
  entry: number,
  answers: readonly EvidenceAnswer[],
  { source }: EvidenceShelf,
): string {
  const documents = answers.map((answer) => ({ as: answer.as, ...fieldsOf(answer) }));
  return `${showJson({ version: 1, ref: source.ref, commit: source.tip, entry, documents })}\n`;
}

function fieldsOf({ found, whole, gone }: EvidenceAnswer): Readonly<Record<string, Json>> {
  const isThere = found.state === 'there';
  return {
    digest: gone?.digest ?? found.digest,
    state: gone?.state ?? found.state,
    salt: isThere ? found.salt : null,
    document: isThere ? (whole?.document ?? found.document) : null,
    missing: (whole?.missing ?? []).map((each) => ({ ...each })),
    namedBy: gone?.namedBy ?? null,
    redactedBy: gone?.redactedBy ?? null,
  };
}

/** The document alone, so that `jq` reads it; null: there is none. */
export function showDocument({ found, whole }: EvidenceAnswer): string | null {
  return found.state === 'there' ? `${showJson(whole?.document ?? found.document)}\n` : null;
}

/** What there is to say beside the document, a line each. */
export function complain({ found, whole, gone }: EvidenceAnswer): readonly string[] {
  if (found.state === 'altered') return [`${found.digest} was altered: the file is not the document of its digest.`];
  if (gone !== null) return [showOutside(`${gone.digest}: ${gone.sentence}`)];
  if (found.state === 'absent') return [`${found.digest} is not on the branch.`];
  const missing = whole?.missing ?? [];
  const names = missing.map(
    ({ as, digest, state }) =>
      `${showOutside(as)} ${digest.slice(0, 8)}… ${state === 'absent' ? 'is not there' : 'was altered'}`,
  );
  return missing.length === 0
    ? []
    : [`${count(missing.length, 'document')} in it could not be had: ${names.join(', ')}.`];
}
