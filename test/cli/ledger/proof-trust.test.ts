import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toBytes } from '../../../src/base/bytes.ts';
import { chooseLogs, readWitnessPolicy } from '../../../src/cli/ledger/proof-trust.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { faultOf } from '../../ledger/faults.ts';
import { grow, keyFrom, ORIGIN, signer } from '../../ledger/sample.ts';

const checkpoint = grow(1).files.get('checkpoint') ?? new Uint8Array();
const other = keyFrom(2);
const listing = parseWitnessPolicy(toBytes(`log ${formatVkey(signer)}\nquorum none\n`));
const silent = parseWitnessPolicy(toBytes('quorum none\n'));
const none = { given: [], policy: null, pinned: new Map(), checkpoint };

describe('whose checkpoints count', () => {
  test('those of given keys first, then those that the policy lists, then what is remembered', () => {
    const pinned = new Map([[ORIGIN, [other]]]);
    expect(chooseLogs({ ...none, given: [other], policy: silent, pinned })).toEqual({ logs: [other], trust: 'given' });
    expect(chooseLogs({ ...none, policy: listing, pinned })).toMatchObject({
      logs: [{ name: ORIGIN }],
      trust: 'policy',
    });
    expect(chooseLogs({ ...none, policy: silent, pinned })).toEqual({ logs: [other], trust: 'pinned' });
  });

  test('a given key has to stand in a policy that lists logs', () => {
    expect(chooseLogs({ ...none, given: [signer], policy: listing })).toEqual({ logs: [signer], trust: 'given' });
    expect(faultOf(() => chooseLogs({ ...none, given: [signer, other], policy: listing }))).toBe('cli.usage');
  });

  test('without any key there is nothing to ask', () => {
    expect(faultOf(() => chooseLogs(none))).toBe('cli.usage');
    expect(faultOf(() => chooseLogs({ ...none, pinned: new Map([['other.example', [other]]]) }))).toBe('cli.usage');
    expect(faultOf(() => chooseLogs({ ...none, checkpoint: toBytes('x') }))).toBe('cli.usage');
  });
});

test('a policy file is read, or refused with its name and the place', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-trust-'));
  const path = join(directory, 'w.policy');
  writeFileSync(path, 'quorum none\n');
  expect((await readWitnessPolicy(path)).quorum).toEqual({ is: 'none' });
  writeFileSync(path, '\nquorum W1\n');
  await expect(readWitnessPolicy(path)).rejects.toMatchObject({
    code: 'ledger.witness-policy',
    message: expect.stringContaining(path),
    position: { line: 2, column: 8 },
  });
  await expect(readWitnessPolicy(`${path}-gone`)).rejects.toMatchObject({ code: 'cli.unreadable' });
  writeFileSync(path, '#'.repeat(1_000_001));
  await expect(readWitnessPolicy(path)).rejects.toMatchObject({ code: 'ledger.witness-policy' });
  rmSync(directory, { recursive: true });
});
