import { toBytes } from '../base/bytes.ts';
import type { FileAddition } from './batch.ts';
import { ATTRIBUTES } from './genesis.ts';
import { paths } from './layout.ts';
import type { CommitMessage } from './message.ts';

/** The evidence branch: its files and commits (design/ledger.md, "Evidence"). */

/** Evidence as it is stored: the document is canonical JSON, the salt base64. */
export interface EvidenceTexts {
  readonly digest: string;
  readonly salt: string;
  readonly document: string;
}

/** The file of a stored piece: canonical JSON, made without parsing the document again. */
export function storedEvidenceFile({ digest, salt, document }: EvidenceTexts): FileAddition {
  return { path: paths.evidence(digest), bytes: toBytes(`{"document":${document},"salt":"${salt}"}`) };
}

const EVIDENCE_PATH = /^([0-9a-f]{2})\/([0-9a-f]{2})\/([0-9a-f]{64})\.json$/;

/** The digest that a path names; null: no piece of evidence has this path. */
export function evidenceDigest(path: string): string | null {
  const digest = EVIDENCE_PATH.exec(path)?.[3] ?? '';
  return paths.evidence(digest) === path && digest !== '' ? digest : null;
}

/** What is on the branch beside the evidence. No entry pins it: it is put right, and proves nothing. */
export function evidenceBranchFiles(): readonly FileAddition[] {
  return [
    { path: paths.readme, bytes: toBytes(README) },
    { path: paths.attributes, bytes: toBytes(ATTRIBUTES) },
  ];
}

/** `count`: of pieces. */
export function evidenceMessage(act: 'born' | 'added' | 'erased' | 'tidied', count = 0): CommitMessage {
  const pieces = count === 1 ? '1 piece' : `${count} pieces`;
  const said = { born: 'a branch for it', added: pieces, erased: `${pieces} erased`, tidied: 'what is none removed' };
  // GitHub heeds skip-checks only at the end of the message and behind two empty lines.
  return { headline: `evidence: ${said[act]} [skip ci]`, body: '\nskip-checks: true' };
}

const README = `# Evidence

What the decisions in the ledger (branch \`countersign/ledger\`) rest on: the facts that were read, and the texts of the
policies. An entry of the ledger names a piece by its digest; the piece is \`<aa>/<bb>/<digest>.json\`, where aa and bb are the
digest's first four digits.

The digest is SHA-256 over the salt and the document. This checks every piece that is here:

\`\`\`python
import base64, glob, hashlib, os

for name in glob.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*.json"):
    data = open(name, "rb").read()
    end = data.rindex(b',"salt":"')
    document, salt = data[len(b'{"document":'):end], base64.b64decode(data[end + 9:-2])
    found = hashlib.sha256(salt + document).hexdigest()
    print("ok" if name.endswith("/" + found + ".json") else "ALTERED", name)
\`\`\`

Unlike the ledger, this branch may be rewritten: a piece can be erased, because a person asked for it, and then it is gone from
here and from this branch's history. The digest in the ledger stays, and without the salt nobody can guess from it what stood
here. Entries of the ledger say by whom and when something was erased. Some pieces never come here: GitHub refuses what looks
like a password.
`;
