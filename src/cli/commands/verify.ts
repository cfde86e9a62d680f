import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { findArtifact, findCover, findGate, type Shipping } from '../../ledger/trace/may-ship.ts';
import { commitsFrom } from '../../ledger/trace/scope.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { branchOption, type LedgerSource, openSource } from '../ledger/source.ts';
import { showVerifyJson, showVerifyText } from '../ledger/verify-report.ts';
import { readDemands, verifyOpened } from '../ledger/verify-source.ts';
import { concludeWith, formatOption, headOf, NOT_VERIFIED, repositoryOption } from '../trace/answer.ts';
import { assertOne, ofRepository } from '../trace/one-repository.ts';
import { pickEntries } from '../trace/pick-entries.ts';
import { readShipped, type Shipped } from '../trace/read-asked.ts';
import { assertOneCommit } from '../trace/read-story.ts';
import { type ShippingReport, shippingJson, showShipping } from '../trace/shipping-report.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const CODES = { yes: EXIT.yes, no: EXIT.no, unrecorded: EXIT.undetermined } as const;

export const verify: Command = {
  usage: 'SOURCE COMMIT|DIGEST [--environment E] [--repository OWNER/NAME] [--key VKEY]… [--format text|json]',
  about: [
    'May this ship? With --environment: what the newest decision about deploying the commit there says. Without: whether the commit landed with a passing decision, or was covered afterwards. DIGEST (sha256:…) is an artifact: the newest decision about it.',
    'SOURCE is a clone, a bare repository, or a URL that git can clone; COMMIT may be shortened to seven digits. Yes is exit 0, no is exit 1, and where nothing is recorded it is exit 3. The ledger itself is believed, unless --key says to verify it first, as `ledger verify` does.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "asked", "what", "environment", "answer", "late", "index", "time", "decision", "findings", "validUntil", "unreadable"}.',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    { name: 'environment', value: 'E', says: 'may it be deployed there?' },
    repositoryOption,
    {
      name: 'key',
      value: 'VKEY',
      many: true,
      says: 'verify the ledger first, by this key; one that is not right is exit 1',
    },
    formatOption,
  ],
  examples: [
    'countersign verify https://github.com/acme/web 3c1e5a7',
    'countersign verify ./web 3c1e5a7 --environment production --format json',
  ],
  async run(words, io) {
    const [source = '', asked = ''] = words.positionals;
    const shipped = readShipped(asked);
    using workspace = new Workspace(io);
    const demands = await readDemands(words, io);
    const opened = await openSource({ source, temporary: workspace.path, io, branch: words.value('branch') });
    const isVerified = demands.given.length > 0;
    if (isVerified) {
      const report = await verifyOpened({
        words,
        io,
        demands,
        opened: { name: source, source: opened, temporary: workspace.path },
      });
      if (!report.verification.ok) {
        await io.out(words.value('format') === 'json' ? showVerifyJson(report) : showVerifyText(report, io.colours));
        return EXIT.no;
      }
    }
    return await answer({ words, io, opened, shipped, isVerified });
  },
};

interface Answering {
  readonly words: Words;
  readonly io: Io;
  readonly opened: LedgerSource;
  readonly shipped: Shipped;
  readonly isVerified: boolean;
}

async function answer({ words, io, opened, shipped, isVerified }: Answering) {
  using files = await EntryFiles.open(opened);
  const { entries, unreadable } = await pickEntries({
    files,
    texts: [shipped.is === 'commit' ? shipped.prefix : shipped.sha256],
  });
  const report = judge(words, shipped, ofRepository(entries, words.value('repository')));
  const document = { ...headOf(files), verified: isVerified, ...shippingJson(report), unreadable };
  const verified = isVerified ? 'The ledger was verified first, by the key that was given.' : NOT_VERIFIED;
  await io.out(
    words.value('format') === 'json'
      ? `${JSON.stringify(document, null, 2)}\n`
      : `${showShipping(report, io.colours)}\n${verified}\n`,
  );
  return concludeWith(CODES[report.shipping.state], unreadable, io);
}

function judge(words: Words, shipped: Shipped, entries: readonly TracedEntry[]): ShippingReport {
  const [, asked = ''] = words.positionals;
  const environment = words.value('environment');
  const named = environment === null ? null : toEntryEnvironment(environment);
  if (shipped.is === 'artifact') {
    const { sha256 } = shipped;
    return { what: sha256, asked, environment, shipping: findArtifact(entries, sha256, named) };
  }
  const commit = assertOneCommit(shipped.prefix, entries);
  const none: Shipping = { state: 'unrecorded', entry: null, decision: null, isLate: false };
  if (commit === null) return { what: null, asked, environment, shipping: none };
  const about = entries.filter((entry) => entry.kind !== 'alert' && commitsFrom(commit, [entry]).size > 0);
  assertOne(about, commit.slice(0, 7));
  const shipping = named === null ? findCover(entries, commit) : findGate(entries, commit, named);
  return { what: commit, asked, environment, shipping };
}
