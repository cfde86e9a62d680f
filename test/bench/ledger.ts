import { formatVkey } from '../../src/ledger/note-key.ts';
import { signer } from '../ledger/sample.ts';
import { type Figure, median } from './figure.ts';
import { generateLedger, LARGE_FLUSH } from './ledger/generate.ts';
import { compileProgram, type Ran, run, runByTurns } from './ledger/run.ts';
import { generateTraced, middleChange } from './ledger/traced.ts';
import { bytesUploaded } from './ledger/upload.ts';

const ENTRIES = 1_000_000;
const FLUSHES = 100_000;
const ROUNDS = 3;
const PROOFS = 9;
/** Said by every entry of one actor, and by none. */
const NOBODY = '4711';

/**
 * A million entries of 1.4 kB in real git. They take minutes and a gigabyte to make, once: the repositories stay in the
 * directory for temporary files. Compared is with what git itself takes for the same, by turns.
 */
export async function measureLedger(): Promise<readonly Figure[]> {
  const program = compileProgram();
  const { shallow } = await generateLedger({ entries: ENTRIES, flush: LARGE_FLUSH });
  const traced = await generateTraced(ENTRIES);
  const { whole } = await generateLedger({ entries: FLUSHES, flush: 1 });
  const cli = (...args: readonly string[]): Promise<Ran> => run([process.execPath, program, 'ledger', ...args]);
  const verify = (source: string, ...args: readonly string[]): Promise<Ran> =>
    cli('verify', source, '--key', formatVkey(signer), '--format', 'json', ...args);
  const shell = (script: string): Promise<Ran> => run(['bash', '-c', `set -o pipefail; ${script}`]);

  const content = await runByTurns(
    {
      fsck: () => run(['git', '-C', shallow, 'fsck', '--full', '--no-progress']),
      hash: () =>
        shell(
          `git -C ${shallow} ls-tree -r HEAD bundle/ | cut -c13-52 | git -C ${shallow} cat-file --batch | sha256sum`,
        ),
      bytes: () => verify(shallow, '--bytes-only'),
      everything: () => verify(shallow),
    },
    ROUNDS,
  );
  const history = await runByTurns(
    {
      log: () => shell(`git -C ${whole} log --format=%H > /dev/null`),
      checkpoints: () =>
        shell(`git -C ${whole} log --format=%H:checkpoint | git -C ${whole} cat-file --batch > /dev/null`),
      verify: () => verify(whole, '--bytes-only'),
    },
    ROUNDS,
  );
  const single = await runByTurns(
    {
      prove: () => cli('prove', shallow, '123456'),
      actor: () => cli('query', shallow, '--actor', NOBODY, '--limit', '50'),
      time: () => cli('query', shallow, '--until', '2026-11-21T13:00:00Z', '--limit', '50'),
      trace: () => run([process.execPath, program, 'trace', traced, String(middleChange(ENTRIES))]),
    },
    ROUNDS,
  );
  const proofs = [...single.prove];
  while (proofs.length < PROOFS) proofs.push(await cli('prove', shallow, String(proofs.length * 100_000)));

  const git = took(history.log) + took(history.checkpoints);
  return [
    ratio('verify 1,000,000 entries, bytes only', [took(content.bytes), took(content.fsck), 1], 'git fsck --full'),
    memory('memory of that', content.bytes, 300),
    ratio(
      'verify 1,000,000 entries, everything',
      [took(content.everything), took(content.hash), 3],
      'git cat-file | sha256sum',
    ),
    ratio('verify 100,000 flush commits', [took(history.verify), git, 5], 'git log, and cat-file of the checkpoints'),
    memory('memory of that', history.verify, 500),
    upload(),
    {
      name: 'prove one entry of 1,000,000',
      value: took(proofs) * 1_000,
      unit: 'ms',
      reach: { is: '≤', value: 200 },
      how: `the whole command, median of ${proofs.length}`,
    },
    query('query 1,000,000 by an actor who did nothing', single.actor),
    query('query 1,000,000 by a time long ago', single.time),
    query('trace a pull request among 1,000,000', single.trace, 10),
  ];
}

const took = (ran: readonly Ran[]): number => median(ran.map(({ seconds }) => seconds));

function ratio(name: string, [ours, theirs, reach]: readonly [number, number, number], what: string): Figure {
  const how = `${ours.toFixed(1)} s, ${what} ${theirs.toFixed(1)} s, medians of ${ROUNDS} by turns`;
  return { name, value: ours / theirs, unit: '×', reach: { is: '≤', value: reach }, how };
}

function memory(name: string, ran: readonly Ran[], reach: number): Figure {
  const value = Math.max(...ran.map((one) => one.memory));
  return { name, value, unit: 'MB', reach: { is: '≤', value: reach }, how: 'largest resident set, threads included' };
}

function upload(): Figure {
  const [small, large] = [bytesUploaded(1_000), bytesUploaded(ENTRIES)];
  return {
    name: 'bytes uploaded an entry, at 1,000,000 against 1,000',
    value: large / small,
    unit: '×',
    reach: { is: '≤', value: 1.1 },
    how: `${Math.round(large)} and ${Math.round(small)} bytes in flushes of six`,
  };
}

function query(name: string, ran: readonly Ran[], reach = 12): Figure {
  return {
    name,
    value: took(ran),
    unit: 's',
    reach: { is: '≤', value: reach },
    how: `from a clone, median of ${ran.length}`,
  };
}
