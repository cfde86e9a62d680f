import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readPrivateKey } from '../../app/private-key.ts';
import { toBase64, toText } from '../../base/bytes.ts';
import { systemClock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { findGit, openRepository, type Repository } from '../../git/git.ts';
import { readRef } from '../../git/revision.ts';
import { workTreeOf } from '../../git/work-trees.ts';
import { parseCheckpoint } from '../../ledger/checkpoint.ts';
import { LEDGER_BRANCH, paths } from '../../ledger/layout.ts';
import { formatVkey, noteSigner, type Signer } from '../../ledger/note-key.ts';
import { appendDirectory } from '../append/append-lock.ts';
import { type Appended, LocalLedger } from '../append/local-ledger.ts';
import { readGroups } from '../append/read-groups.ts';
import type { RequestLine } from '../append/read-requests.ts';
import { RequestReader } from '../append/request-reader.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readInputFile } from '../input-file.ts';
import type { Io } from '../io.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import { findBranch } from '../ledger/source.ts';
import { count, showOutside } from '../text.ts';
import type { Words } from '../words.ts';

const KEY_BYTES = 10_000;
const REF = `refs/heads/${LEDGER_BRANCH}`;

export const ledgerAppend: Command = {
  usage: '--repo DIR [--origin NAME] [--key FILE] [--format text|json] < STATEMENTS',
  about: [
    'Appends to the ledger branch of a repository on this disk, without the app: for scripts and other forges. The input is JSON Lines: in-toto Statements of a kind that ledgers have (not `ledger`), each with "subject", "predicateType" and "predicate". The ledger adds id, number and time; "predicate.countersign" may bring the other header fields.',
    'Several may run at once on one clone. The same key must never append in two clones: that forks the log. A line with "predicate.countersign.n" that is there already is passed over, so asking twice is harmless.',
    'JSON: {"version": 1, "origin", "ref", "commit", "size", "root", "appended": [[from, to], …], "there", "recovered"}.',
  ],
  arguments: { least: 0, most: 0 },
  options: [
    { name: 'repo', value: 'DIR', says: 'the repository' },
    { name: 'origin', value: 'NAME', says: "the ledger's name, once, to make it: host/owner/name" },
    {
      name: 'key',
      value: 'FILE',
      says: 'the private key, Ed25519 in PEM (default: COUNTERSIGN_LEDGER_KEY or COUNTERSIGN_LEDGER_KEY_PATH)',
    },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger append --repo ./forge --origin countersign.example/acme/forge --key forge.pem < statements.jsonl',
    'countersign ledger append --repo ./forge --key forge.pem --format json < statements.jsonl',
  ],
  async run(words, io) {
    const repository = await openRepository(await findGit(io.environment), words.require('repo'));
    await refuseCheckedOut(repository);
    const signer = noteSigner(await readOrigin(repository, words), await readKey(words.value('key'), io));
    const told = { ranges: [] as (readonly [number, number])[], there: 0, recovered: 0 };
    const ledger = new LocalLedger({
      repository,
      directory: await appendDirectory(repository),
      signer,
      clock: systemClock,
      onRecovered(entries) {
        told.recovered += entries;
        io.err(
          `${count(entries, 'entry', 'entries')} of an interrupted run ${entries === 1 ? 'was' : 'were'} appended\n`,
        );
      },
    });
    const take = ({ from, to, there }: Appended): void => {
      if (to > from) told.ranges.push([from, to - 1]);
      told.there += there;
    };
    try {
      await using reader = new RequestReader(signer.name);
      await appendAll(ledger, reader, { input: io.input, take });
    } finally {
      // Also after a line that was refused: what was appended before it stands, and the person has to know.
      await report({ ledger, signer, told, words, io });
      await ledger.close();
    }
    return EXIT.yes;
  },
};

/**
 * Two groups are read while git writes the one before them: so the thread that reads always has its next one, whatever
 * this one is busy with. Whoever keeps the input open hears at once that writing failed.
 */
async function appendAll(
  ledger: LocalLedger,
  reader: RequestReader,
  { input, take }: { readonly input: Io['input']; readonly take: (group: Appended) => void },
): Promise<void> {
  let writing = ledger.append([]);
  const groups = readGroups(input);
  const readNext = (): Promise<readonly RequestLine[] | null> => {
    const read = groups
      .next()
      .then(({ done, value }) => (done === true ? null : reader.read(value, systemClock.now())));
    read.catch(() => undefined); // heard when its turn comes
    return read;
  };
  try {
    let [next, afterNext] = [readNext(), readNext()];
    for (;;) {
      const requests = await Promise.race([next, writing.then(() => next)]);
      if (requests === null) break;
      [next, afterNext] = [afterNext, readNext()];
      take(await writing);
      writing = ledger.append(requests);
    }
  } finally {
    take(await writing);
  }
}

interface Report {
  readonly ledger: LocalLedger;
  readonly signer: Signer;
  readonly told: { ranges: (readonly [number, number])[]; there: number; recovered: number };
  readonly words: Words;
  readonly io: Io;
}

async function report({ ledger, signer, told, words, io }: Report): Promise<void> {
  const { size, head } = ledger;
  if (head === null) return;
  const root = toBase64(ledger.root);
  const ranges = joined(told.ranges);
  if (words.value('format') === 'json') {
    const { there, recovered } = told;
    const answer = { origin: signer.name, ref: REF, commit: head, size, root, appended: ranges, there, recovered };
    return await io.out(`${JSON.stringify({ version: 1, ...answer }, null, 2)}\n`);
  }
  const number = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const places = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  const there = told.there === 0 ? '' : `${count(told.there, 'entry was', 'entries were')} there already.\n`;
  await io.out(
    `${count(number, 'entry', 'entries')} appended to ${showOutside(signer.name)}${number === 0 ? '' : `: ${places}`}.\n${there}` +
      `It has ${count(size, 'entry', 'entries')} now, root ${root}.\nIts key: ${formatVkey(signer)}\n`,
  );
}

/** Ranges that follow each other as one. */
function joined(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = all.at(-1);
    if (last !== undefined && last[1] + 1 === from) last[1] = to;
    else all.push([from, to]);
  }
  return all;
}

async function refuseCheckedOut(repository: Repository): Promise<void> {
  const path = await workTreeOf(repository, REF);
  if (path === null) return;
  throw new Fault('git.repository', `The branch ${LEDGER_BRANCH} is checked out in ${path}`, {
    next: 'Check out another branch there: this one is written from outside.',
  });
}

/** As the branch says; given once, at birth. */
async function readOrigin(repository: Repository, words: Words): Promise<string> {
  const given = words.value('origin');
  const tip = await readRef(repository, REF);
  if (tip === null) {
    await refuseRemembered(repository);
    if (given !== null) return given;
    throw new Fault('ledger.not-found', `${repository.path} has no branch ${LEDGER_BRANCH}`, {
      next: 'Name the ledger to make it: --origin HOST/OWNER/NAME.',
    });
  }
  using files = await EntryFiles.open({ repository, ref: REF, tip, note: null });
  const { origin } = parseCheckpoint(await files.content(paths.checkpoint));
  if (given === null || given === origin) return origin;
  throw new Fault('cli.usage', `The ledger of ${repository.path} is ${origin}, not ${given}`);
}

/** A clone that has the ledger of the other side and no branch of its own: a second genesis would fork it. */
async function refuseRemembered(repository: Repository): Promise<void> {
  const found = await findBranch(repository, LEDGER_BRANCH);
  if (found === null) return;
  throw new Fault(
    'ledger.not-found',
    `${repository.path} has no branch ${LEDGER_BRANCH} of its own, but ${found.ref}`,
    {
      next: `Go on with that one: git branch ${LEDGER_BRANCH} ${found.ref}. One key appends in one clone only.`,
    },
  );
}

async function readKey(path: string | null, io: Io): Promise<KeyObject> {
  const problems: string[] = [];
  const env =
    path === null
      ? io.environment
      : { COUNTERSIGN_LEDGER_KEY: toText((await readInputFile(path, KEY_BYTES)).bytes) ?? undefined };
  const pem = readPrivateKey({ env, problems, name: 'COUNTERSIGN_LEDGER_KEY', kind: 'ed25519', required: true });
  if (pem !== null) return createPrivateKey(pem);
  const said = path === null ? problems.join('; ') : `${path} is no private Ed25519 key in PEM form`;
  throw new Fault('ledger.key', said, { next: 'Make one: openssl genpkey -algorithm ed25519 -out ledger-key.pem' });
}
