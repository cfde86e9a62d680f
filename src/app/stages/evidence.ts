import { toBase64 } from '../../base/bytes.ts';
import type { Json } from '../../base/json.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { makeEvidence, SALT_BYTES } from '../../ledger/evidence.ts';
import type { Evidence, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** Documents of one evaluation; a part that did not change since the subject's last one is named, not stored again. */
export interface EvidenceBox {
  /** Digest under which the document is (or will be) kept. `scope` is what parts are compared within. */
  put(part: string, document: Json): Promise<string>;
  /** The same for what says when it was observed, and so is never what was kept before. */
  add(part: string, document: Json): string;
  /** The newest document of this part that is kept already, and those that documents name; null: none. */
  newest(part: string): Promise<{ readonly digest: string; readonly document: Json } | null>;
  read(digest: string): Promise<Json | null>;
  readonly added: readonly Evidence[];
}

export function evidenceBox(context: Context, ledger: LedgerState, scope: string): EvidenceBox {
  const added: Evidence[] = [];
  const keep = (part: string, document: Json, text: string): string => {
    const salt = context.random(SALT_BYTES);
    const { digest } = makeEvidence(document, salt);
    added.push({ digest, salt: toBase64(salt), document: text, subject: scope, part, hash: sha256Hex(text) });
    return digest;
  };
  return {
    added,
    add: (part, document) => keep(part, document, canonicalize(document)),
    newest: async (part) => {
      const kept = await context.store.evidence.newest(ledger.id, scope, part);
      return kept === null ? null : { digest: kept.digest, document: JSON.parse(kept.document) as Json };
    },
    read: async (digest) => {
      const kept = await context.store.ledgers.evidence(ledger.id, digest);
      return kept === null ? null : (JSON.parse(kept.document) as Json);
    },
    put: async (part, document) => {
      const text = canonicalize(document);
      const hash = sha256Hex(text);
      const isSame = (each: Evidence): boolean => each.part === part && each.hash === hash;
      const kept = added.find(isSame) ?? (await context.store.ledgers.evidenceOf(ledger.id, scope, part, hash));
      return kept?.digest ?? keep(part, document, text);
    },
  };
}

/** A plain JSON copy: what is undefined is left out, as canonical JSON knows no such value. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
