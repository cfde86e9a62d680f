import { isFault } from '../../base/fault.ts';
import { EvidenceReader, type KnownEvidence } from '../../ledger/verify/evidence.ts';
import { count } from '../text.ts';
import { eachEntry } from './each-entry.ts';
import { SpooledEvidence } from './evidence-files.ts';
import type { EvidenceSource } from './evidence-source.ts';
import { type LedgerSource, openSource, type SourceOptions } from './source.ts';
import { Spool } from './spool.ts';

/**
 * Why a document is not there, as far as the branches tell. `unsure`: an entry names it, and it was withheld, or is not
 * written yet, or was taken away. `unnamed`: nothing in the ledger that can be read names it. `unknown`: the ledger itself is not here.
 */
export interface GoneEvidence {
  readonly state: 'redacted' | 'unsure' | 'unnamed' | 'unknown';
  /** The whole digest, where something names it; else as far as it was given. */
  readonly digest: string;
  readonly namedBy: number | null;
  readonly redactedBy: number | null;
  /** For people. */
  readonly sentence: string;
}

/** Asks the ledger of this source about a document that its evidence branch does not have. */
export async function explainGone(
  digest: string,
  evidence: EvidenceSource,
  options: SourceOptions,
): Promise<readonly GoneEvidence[]> {
  const ledger = await openLedger(options);
  const nothing = { digest, namedBy: null, redactedBy: null };
  if (ledger === null)
    return [
      {
        ...nothing,
        state: 'unknown',
        sentence: 'It is not on the branch, and the ledger that could tell why is not here.',
      },
    ];
  using spool = new Spool(options.temporary);
  const reader = new EvidenceReader(await SpooledEvidence.read(evidence, spool));
  for await (const { index, statement } of eachEntry(ledger)) reader.visit(index, statement);
  const known = reader.search(digest).map(explain);
  if (known.length > 0) return known;
  const missing = reader.finish().missing.length;
  const doubt =
    missing === 0
      ? ''
      : ` (${count(missing, 'other document')} that may name it ${missing === 1 ? 'is' : 'are'} not there either)`;
  return [
    { ...nothing, state: 'unnamed', sentence: `It is not on the branch, and nothing in the ledger names it${doubt}.` },
  ];
}

async function openLedger(options: SourceOptions): Promise<LedgerSource | null> {
  try {
    return await openSource(options);
  } catch (error) {
    if (isFault(error, 'ledger.not-found')) return null;
    throw error;
  }
}

function explain({ digest, naming, redactedBy }: KnownEvidence): GoneEvidence {
  const namedBy = naming?.index ?? null;
  if (redactedBy !== null) {
    const sentence = `It was erased, as entry ${redactedBy} says: who had it done, and why.`;
    return { state: 'redacted', digest, namedBy, redactedBy, sentence };
  }
  const sentence = `Entry ${namedBy ?? '?'} names it (${naming?.as ?? ''}), and it is not on the branch. Either it is not written yet (that takes five minutes at most), or GitHub refused it, because it looks like a password (then the app's database holds it), or somebody took it away: the branches do not tell which.`;
  return { state: 'unsure', digest, namedBy, redactedBy, sentence };
}
