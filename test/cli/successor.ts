import { toBase64 } from '../../src/base/bytes.ts';
import { decide, publishChanges } from '../../src/ledger/batch.ts';
import { draftLedgerAct } from '../../src/ledger/build.ts';
import { parseCheckpoint, signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { sha256Hex } from '../../src/ledger/digest.ts';
import type { Genesis } from '../../src/ledger/entries/ledger.ts';
import { sealEntry } from '../../src/ledger/entry.ts';
import { genesisFiles, pinFiles } from '../../src/ledger/genesis.ts';
import { commitMessage, messageText } from '../../src/ledger/message.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { headerOf, keyFrom, ORIGIN, signer, timeOf } from '../ledger/sample.ts';
import type { LedgerBranch } from './ledger-branch.ts';

/** The ledger that goes on after the key of a sample ledger was lost: its genesis, on the next branch. */

export const SUCCESSOR = `${ORIGIN}/2`;
export const successorKey = keyFrom(4, SUCCESSOR);

export function addSuccessor(branch: LedgerBranch, changes: Partial<NonNullable<Genesis['predecessor']>> = {}): void {
  const last = parseCheckpoint(branch.ledger.files.get('checkpoint') ?? new Uint8Array());
  const fixed = genesisFiles(successorKey);
  const draft = draftLedgerAct({
    origin: SUCCESSOR,
    header: { ...headerOf(0), source: 'program', deliveries: [], actor: { id: 0, type: 'app' } },
    act: {
      act: 'genesis',
      origin: SUCCESSOR,
      scope: 'repository',
      keys: [formatVkey(successorKey)],
      files: pinFiles(fixed),
      app: { version: '0.1.0', configuration: { sha256: sha256Hex('configuration') } },
      predecessor: { origin: ORIGIN, size: last.size, root: toBase64(last.root), key: signer.keyId, ...changes },
    },
  });
  const entry = sealEntry(draft, timeOf(0));
  const { size, root } = decide({ size: 0, edge: [] }, [entry.bytes]);
  const { additions } = publishChanges({
    publishedSize: 0,
    decidedSize: size,
    entry: () => entry.bytes,
    subtree: () => new Uint8Array(),
    note: signCheckpoint({ origin: SUCCESSOR, size, root }, [successorKey]),
    files: fixed,
  });
  const data = (bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
  const message = Buffer.from(messageText(commitMessage({ size, root }, [entry])));
  const stream = [
    Buffer.from('commit refs/heads/countersign/ledger-2\ncommitter app <app@example.org> 1700000000 +0000\n'),
    data(message),
    ...additions.flatMap(({ path, bytes }) => [Buffer.from(`M 100644 inline ${path}\n`), data(bytes)]),
  ];
  branch.repository.git(['fast-import', '--quiet', '--force'], Buffer.concat(stream));
}
