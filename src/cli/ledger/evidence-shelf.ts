import { toText } from '../../base/bytes.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { CatFile } from '../../git/cat-file.ts';
import { listTree } from '../../git/tree.ts';
import { isEvidenceFile } from '../../ledger/evidence.ts';
import { evidenceDigest } from '../../ledger/evidence-branch.ts';
import { evidenceIn } from '../../ledger/evidence-names.ts';
import { FACTS_FORM, readFacts } from '../../ledger/facts-document.ts';
import { paths } from '../../ledger/layout.ts';
import type { EvidenceSource } from './evidence-source.ts';

/** One document of the evidence branch, its digest computed anew. */
export type ShelvedEvidence =
  | { readonly state: 'there'; readonly digest: string; readonly salt: string; readonly document: Json }
  /** The file is not the one of its digest: nothing of it is handed out. */
  | { readonly state: 'altered' | 'absent'; readonly digest: string };

type Found = Pick<Extract<ShelvedEvidence, { state: 'there' }>, 'digest' | 'document'>;

/** A document with those that it names in their places. */
export interface WholeDocument {
  readonly document: Json;
  /** What could not be put there; null stands in its place. */
  readonly missing: readonly { readonly as: string; readonly digest: string; readonly state: 'altered' | 'absent' }[];
}

/** Looks up single documents: of a branch of any size, only the directories that are asked for are read. */
export class EvidenceShelf implements Disposable {
  readonly source: EvidenceSource;
  readonly #cat: CatFile;

  constructor(source: EvidenceSource) {
    this.source = source;
    this.#cat = new CatFile(source.repository);
  }

  /** Digests that begin with `prefix`, of at least four hex digits. */
  async find(prefix: string): Promise<readonly string[]> {
    const { repository, tip } = this.source;
    const found: string[] = [];
    for await (const { path } of listTree(repository, tip, directoryOf(prefix))) {
      const digest = evidenceDigest(path);
      if (digest?.startsWith(prefix) === true) found.push(digest);
    }
    return found;
  }

  /** Throws Fault `git.repository` where the repository itself is damaged. */
  async read(digest: string): Promise<ShelvedEvidence> {
    const { repository, tip } = this.source;
    for await (const { path, mode, oid } of listTree(repository, tip, paths.evidence(digest))) {
      if (path !== paths.evidence(digest)) continue;
      const read = mode.startsWith('100') ? await this.#cat.read(oid) : null;
      const isSound = read?.state === 'found' && isEvidenceFile(digest, read.bytes);
      return { digest, ...(isSound ? parse(read.bytes) : { state: 'altered' }) };
    }
    return { state: 'absent', digest };
  }

  /** The facts with their parts, a group with the facts of its pull requests; any other document as it is. */
  async complete({ digest, document }: Found): Promise<WholeDocument> {
    const as = sortOf(document);
    if (as === 'facts') return await this.#completeFacts({ digest, document });
    if (as === null || !isJsonObject(document)) return { document, missing: [] };
    const facts: WholeDocument[] = [];
    for (const named of evidenceIn(as, document)) {
      const found = await this.read(named.digest);
      facts.push(
        found.state === 'there'
          ? await this.#completeFacts(found)
          : { document: null, missing: [{ ...named, state: found.state }] },
      );
    }
    const members = listOf(document['members']).map((member, at) => ({
      ...member,
      facts: facts[at]?.document ?? null,
    }));
    return { document: { ...document, members }, missing: facts.flatMap(({ missing }) => missing) };
  }

  /** Where a document that they build on cannot be had, they stay as they are. */
  async #completeFacts(found: Found): Promise<WholeDocument> {
    const documents = new Map<string, Json>();
    const missing = await this.#collect(found, documents);
    const read = readFacts(found.digest, (digest) => documents.get(digest) ?? null);
    const document = read === null ? found.document : { ...read.document, parts: Object.fromEntries(read.parts) };
    return { document, missing };
  }

  /** What facts name, and what facts that they build on do; returned is what could not be had. */
  async #collect({ digest, document }: Found, documents: Map<string, Json>): Promise<WholeDocument['missing']> {
    documents.set(digest, document);
    const missing: WholeDocument['missing'][number][] = [];
    for (const named of evidenceIn('facts', document).filter((each) => !documents.has(each.digest))) {
      const found = await this.read(named.digest);
      if (found.state !== 'there') missing.push({ ...named, state: found.state });
      else if (named.as === 'facts') missing.push(...(await this.#collect(found, documents)));
      else documents.set(found.digest, found.document);
    }
    return missing;
  }

  [Symbol.dispose](): void {
    this.#cat.close();
  }
}

/** Which of the two documents that name others this is. What an outsider wrote never stands at the top of a document. */
function sortOf(document: Json): 'facts' | 'group' | null {
  if (!isJsonObject(document)) return null;
  if (document['form'] === FACTS_FORM) return 'facts';
  if (typeof document['kind'] !== 'string') return null;
  return Array.isArray(document['members']) ? 'group' : null;
}

function directoryOf(prefix: string): string {
  return `${prefix.slice(0, 2)}/${prefix.slice(2, 4)}/`;
}

function parse(bytes: Uint8Array): { state: 'there'; salt: string; document: Json } | { state: 'altered' } {
  try {
    const value: unknown = JSON.parse(toText(bytes) ?? '');
    if (isJsonObject(value) && typeof value['salt'] === 'string')
      return { state: 'there', salt: value['salt'], document: value['document'] ?? null };
  } catch {
    // A digest over bytes that are no JSON: nothing that we wrote.
  }
  return { state: 'altered' };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
