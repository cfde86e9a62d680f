import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { parseTlogProof } from '../../../src/ledger/tlog-proof.ts';
import { signer } from '../../ledger/sample.ts';
import { cosigned, mlDsaWitnessFrom, witnessFrom, witnessLines } from '../../ledger/witnesses.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

const HOUR = 3600;
const signers = [witnessFrom(1), mlDsaWitnessFrom(2)] as const;
const now = (): number => Math.floor(Date.now() / 1000);

let directory: string;
let branch: LedgerBranch;
const policies = { both: '', one: '', none: '' };
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-witnesses-'));
  const lines = witnessLines(signers);
  const log = `log ${formatVkey(signer)}\n`;
  const write = (name: keyof typeof policies, text: string): void => {
    policies[name] = join(directory, name);
    writeFileSync(policies[name], text);
  };
  write('both', `${log}${lines}group Q all W1 W2\nquorum Q\n`);
  write('one', `${log}${lines}group Q any W1 W2\nquorum Q\n`);
  write('none', `${log}${lines}quorum none\n`);
  branch = new LedgerBranch();
  branch.grow(1, 4);
  // Three hours ago both of them saw four entries; five more came since.
  const older = branch.ledger.files.get('checkpoint') ?? new Uint8Array();
  branch.tamper({ 'checkpoint.witnessed': cosigned(older, signers, now() - 3 * HOUR) }, messageOf(4));
  branch.grow(9);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

/** A commit of the app that brings nothing but a note. */
function messageOf(size: number): string {
  const { message } = branch.ledger.commits.at(-1) ?? { message: '' };
  return message.replace(/^.*\n/, `ledger: checkpoint ${size} [skip ci]\n`);
}

const verify = async (...args: readonly string[]) => {
  const key = ['--key', formatVkey(signer)];
  const ran = await runCli(['ledger', 'verify', branch.repository.path, ...key, '--format', 'json', ...args]);
  const { witnesses = null, problems = [] } = JSON.parse(ran.out === '' ? '{}' : ran.out) as {
    witnesses?: { size: number; quorum: string; time: string; cosigners: readonly { name: string }[] } | null;
    problems?: readonly { readonly code: string }[];
  };
  return { code: ran.code, err: ran.err, witnesses, problems: problems.map(({ code }) => code) };
};

describe('ledger verify with a policy', () => {
  test('is content with a cosigned checkpoint of a beginning, and says of which and when', async () => {
    const { code, witnesses, problems } = await verify('--policy', policies.both);
    expect([code, problems]).toEqual([0, []]);
    expect(witnesses).toMatchObject({ quorum: 'Q', size: 4, cosigners: [{ name: 'W1' }, { name: 'W2' }] });
    const key = formatVkey(signer);
    const { out } = await runCli(['ledger', 'verify', branch.repository.path, '--key', key, '--policy', policies.both]);
    expect(out).toMatch(/^witness {2}W1, 4 entries at 20\d\d-/m);
    expect(out).toContain('the witnesses knew 4 entries: of those none was cut off.');
  });

  test('asks nobody without one', async () => {
    expect(await verify()).toMatchObject({ code: 0, witnesses: null, problems: [] });
  });

  test('finds that they cosigned too long ago', async () => {
    expect(await verify('--policy', policies.both, '--max-age', '4')).toMatchObject({ code: 0, problems: [] });
    expect(await verify('--policy', policies.both, '--max-age', '2')).toMatchObject({
      code: 1,
      problems: ['quorum-old'],
    });
  });

  test('finds that too few did', async () => {
    const other = new LedgerBranch();
    try {
      other.grow(3);
      const run = async (policy: string, ...more: readonly string[]) => {
        const args = ['--key', formatVkey(signer), '--policy', policy, '--format', 'json', ...more];
        const { code, out } = await runCli(['ledger', 'verify', other.repository.path, ...args]);
        return { code, ...(JSON.parse(out) as { problems: readonly { code: string }[]; witnesses: unknown }) };
      };
      expect(await run(policies.one)).toMatchObject({
        code: 1,
        problems: [{ code: 'quorum' }],
        witnesses: { size: null },
      });
      expect(await run(policies.none)).toMatchObject({
        code: 0,
        problems: [],
        witnesses: { quorum: 'none', size: null },
      });
      const aged = await run(policies.none, '--max-age', '2');
      expect(aged).toMatchObject({ code: 1, problems: [{ code: 'quorum-old' }] });
    } finally {
      other.repository.remove();
    }
  });

  test.each([
    ['an age without a policy', ['--max-age', '3'], /needs --policy/],
    ['an age that is none', ['--policy', 'both', '--max-age', '0'], /number of hours/],
    ['a policy that is not there', ['--policy', '/nowhere'], /nowhere/],
  ])('refuses %s', async (_, args, message) => {
    const given = args.map((each) => (each === 'both' ? policies.both : each));
    expect(await verify(...given)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });
});

describe('ledger prove', () => {
  const prove = async (index: number) => {
    const { code, out } = await runCli(['ledger', 'prove', branch.repository.path, String(index)]);
    return { code, out, proof: parseTlogProof(Buffer.from(out)) };
  };
  const sizeOf = (note: Uint8Array) => Number(Buffer.from(note).toString('utf8').split('\n')[1]);

  test('takes the cosigned checkpoint where it counts the entry, and a policy is content with that proof', async () => {
    const { out, proof } = await prove(2);
    expect(sizeOf(proof.checkpoint)).toBe(4);
    const path = join(directory, 'cosigned.tlog-proof');
    writeFileSync(path, out);
    const checked = await runCli(['ledger', 'check-proof', path, '--policy', policies.both]);
    expect([checked.code, checked.out]).toEqual([0, expect.stringContaining('This entry is in this log')]);
  });

  test('takes the newest for entries that came since', async () => {
    const { out, proof } = await prove(7);
    expect(sizeOf(proof.checkpoint)).toBe(9);
    const path = join(directory, 'newest.tlog-proof');
    writeFileSync(path, out);
    expect((await runCli(['ledger', 'check-proof', path, '--policy', policies.both])).code).toBe(1);
    expect((await runCli(['ledger', 'check-proof', path, '--policy', policies.none])).code).toBe(0);
  });

  test('takes the newest where the other one is not of these entries, or no checkpoint', async () => {
    const other = new LedgerBranch();
    try {
      other.grow(3, 6);
      const foreign = Buffer.from(branch.ledger.files.get('checkpoint.witnessed') ?? [])
        .toString('utf8')
        .replace('\n4\n', '\n5\n');
      for (const content of [foreign, 'nonsense\n']) {
        other.tamper({ 'checkpoint.witnessed': content });
        const { code, out } = await runCli(['ledger', 'prove', other.repository.path, '2']);
        expect([code, sizeOf(parseTlogProof(Buffer.from(out)).checkpoint)]).toEqual([0, 6]);
      }
    } finally {
      other.repository.remove();
    }
  });
});
