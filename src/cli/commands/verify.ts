import { Fault } from '../../base/fault.ts';
import { toEntryEnvironment } from '../../ledger/environment-name.ts';
import { findArtifact, findCover, findGate, type Shipped, type Shipping } from '../../ledger/trace/may-ship.ts';
import { assertOneCommit } from '../../ledger/trace/meant.ts';
import { assertOne } from '../../ledger/trace/one-repository.ts';
import { commitsFrom } from '../../ledger/trace/scope.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { archiveOption, isOfArchive } from '../ledger/query-archive.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { showVerifyJson, showVerifyText } from '../ledger/verify-report.ts';
import { readDemands, verifyOpened } from '../ledger/verify-source.ts';
import { concludeWith, formatOption, headOf, NOT_VERIFIED, repositoryOption } from '../trace/answer.ts';
import { readShipped } from '../trace/read-asked.ts';
import { type ShippingReport, shippingJson, showShipping } from '../trace/shipping-report.ts';
import { openTracedArchive } from '../trace/traced-archive.ts';
import { openTracedBranch } from '../trace/traced-branch.ts';
import type { TracedSource } from '../trace/traced-source.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const CODES = { yes: EXIT.yes, no: EXIT.no, unrecorded: EXIT.undetermined } as const;

export const verify: Command = {
  usage:
    'SOURCE COMMIT|DIGEST [--archive] [--environment E] [--repository OWNER/NAME] [--key VKEY]… [--format text|json]',
  about: [
    'May this ship? With --environment: what the newest decision about deploying the commit there says. Without: whether the commit landed with a passing decision, or was covered afterwards. DIGEST (sha256:…) is an artifact: the newest decision about it.',
    'SOURCE is a clone, a bare repository, or a URL that git can clone; COMMIT may be shortened to seven digits. Yes is exit 0, no is exit 1, and where nothing is recorded it is exit 3. The ledger itself is believed, unless --key says to verify it first, as `ledger verify` does.',
    'With --archive SOURCE is the origin of a ledger (github.com/acme/shop), and the database of its app answers, as with `ledger query --archive`; "ref" and "commit" are null.',
    'JSON: {"version": 1, "origin", "size", "ref", "commit", "verified", "asked", "what", "environment", "answer", "late", "index", "time", "decision", "findings", "validUntil", "unreadable"}.',
  ],
  arguments: { least: 2, most: 2 },
  options: [
    branchOption,
    archiveOption,
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
    'countersign verify --archive github.com/acme/shop 3c1e5a7',
  ],
  async run(words, io) {
    const [source = '', asked = ''] = words.positionals;
    const shipped = readShipped(asked);
    if (isOfArchive(words)) {
      if (words.has('key'))
        throw new Fault('cli.usage', '--key is for a repository: what an archive holds is not verified');
      using archive = openTracedArchive({ origin: source, io });
      return await answer({ words, io, source: archive, shipped, isVerified: false });
    }
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
    using branch = await openTracedBranch(opened);
    return await answer({ words, io, source: branch, shipped, isVerified });
  },
};

interface Answering {
  readonly words: Words;
  readonly io: Io;
  readonly source: TracedSource;
  readonly shipped: Shipped;
  readonly isVerified: boolean;
}

async function answer({ words, io, source, shipped, isVerified }: Answering) {
  const { entries, unreadable } = await source.shipping(shipped, words.value('repository'));
  const report = judge(words, shipped, entries);
  const document = { ...headOf(source.from()), verified: isVerified, ...shippingJson(report), unreadable };
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
