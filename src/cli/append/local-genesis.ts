import { VERSION } from '../../app/version.ts';
import type { FileAddition } from '../../ledger/batch.ts';
import { draftLedgerAct } from '../../ledger/build.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { type Entry, sealEntry } from '../../ledger/entry.ts';
import { genesisFiles, pinFiles } from '../../ledger/genesis.ts';
import { formatVkey, type Signer } from '../../ledger/note-key.ts';
import type { HeaderDefaults } from '../../ledger/request.ts';

/** There is no configuration beside what genesis says anyway. */
const NO_CONFIGURATION = sha256Hex('{}');

/** Entry 0 of a ledger that is kept by hand, and the files that it pins. */
export function genesisOf(
  signer: Signer,
  time: string,
): { readonly entry: Entry; readonly files: readonly FileAddition[] } {
  const files = genesisFiles(signer);
  const draft = draftLedgerAct({
    origin: signer.name,
    header: { n: 1, ...headerAt(time) },
    act: {
      act: 'genesis',
      origin: signer.name,
      scope: 'repository',
      keys: [formatVkey(signer)],
      files: pinFiles(files),
      app: { version: VERSION, configuration: { sha256: NO_CONFIGURATION } },
    },
  });
  return { entry: sealEntry(draft, time), files };
}

/** What an entry's header says where nobody says otherwise: no account, no webhook, no app. */
export function headerAt(observed: string): HeaderDefaults {
  const nobody = { id: 0, type: 'system' } as const;
  return { observed, actor: nobody, source: 'program', deliveries: [], installation: null, repository: null };
}
