import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { appendDirectory } from '../../../src/cli/append/append-lock.ts';
import { genesisOf, headerAt } from '../../../src/cli/append/local-genesis.ts';
import { LocalLedger } from '../../../src/cli/append/local-ledger.ts';
import { type RequestLine, readRequests } from '../../../src/cli/append/read-requests.ts';
import { readStage, writeStage } from '../../../src/cli/append/stage-file.ts';
import { findGit, openRepository, type Repository } from '../../../src/git/git.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { SampleRepository } from '../../git/sample-repository.ts';
import { keyFrom, signer } from '../../ledger/sample.ts';
import { runCli } from '../test-io.ts';

const REF = 'refs/heads/countersign/ledger';
let sample: SampleRepository;
let repository: Repository;
let directory = '';
let now = Date.UTC(2026, 10, 21);
const recovered: number[] = [];

beforeEach(async () => {
  sample = new SampleRepository({ bare: true });
  repository = await openRepository(await findGit(process.env), sample.path);
  directory = await appendDirectory(repository);
  recovered.length = 0;
});
afterEach(() => rmSync(sample.path, { recursive: true, force: true }));

function open(key = signer): LocalLedger {
  const clock = { now: () => now };
  return new LocalLedger({ repository, directory, signer: key, clock, onRecovered: (count) => recovered.push(count) });
}

function events(from: number, to: number): readonly RequestLine[] {
  const lines = Array.from({ length: to - from }, (_, at) => {
    const subject = [{ name: `build-${from + at}`, digest: { sha256: 'a'.repeat(64) } }];
    const predicate = { countersign_event: { event: 'build' } };
    return { number: at + 1, text: JSON.stringify({ predicateType: 'urn:countersign:event:v1', subject, predicate }) };
  });
  return readRequests(lines, { origin: signer.name, defaults: headerAt(new Date(now).toISOString()) });
}

async function verify(): Promise<{
  readonly ok: boolean;
  readonly size: number;
  readonly problems: readonly unknown[];
}> {
  const { out, err } = await runCli(['ledger', 'verify', sample.path, '--key', formatVkey(signer), '--format', 'json']);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Awaited<ReturnType<typeof verify>>;
}

test('a ledger is born and grows, commit by commit of at most 256 entries, and verifies', async () => {
  const ledger = open();
  expect(await ledger.append([])).toEqual({ from: 1, to: 1, there: 0 });
  expect(await ledger.append(events(0, 600))).toEqual({ from: 1, to: 601, there: 0 });
  now -= 60_000; // a clock that was put back
  expect(await open().append(events(0, 3))).toEqual({ from: 601, to: 604, there: 0 });
  expect(await verify()).toMatchObject({ ok: true, size: 604, problems: [] });
  expect(sample.git(['rev-list', '--count', REF])).toBe('5');
});

test('two that are open at once see what the other appended', async () => {
  const [one, other] = [open(), open()];
  await one.append(events(0, 300));
  await other.append(events(0, 2));
  expect(await one.append(events(0, 1))).toMatchObject({ from: 303 });
  await one.close();
  await other.close();
  expect(await open().append(events(0, 1))).toMatchObject({ from: 304 });
  expect(await verify()).toMatchObject({ ok: true, size: 305, problems: [] });
});

test('numbers go on with a memory that is gone, too old, or of another history', async () => {
  const first = open();
  await first.append(events(0, 2));
  await first.close();
  const old = sample.head(REF);
  await open().append(events(0, 2)); // closes without keeping anything
  await open().append(events(0, 2));
  sample.git(['update-ref', REF, old]);
  const rewound = open();
  await rewound.append(events(0, 2));
  await rewound.close();
  rmSync(join(directory, 'counts'));
  await open().append(events(0, 2));
  expect(await verify()).toMatchObject({ ok: true, problems: [] });
});

describe('what was staged when a run was interrupted', () => {
  test('is published as it is, and then the ledger goes on', async () => {
    const ledger = open();
    await ledger.append(events(0, 10));
    const before = sample.head(REF);
    await ledger.append(events(10, 20));
    const after = sample.head(REF);
    const batches = [sample.git(['show', `${REF}:tail/12.json`])];
    sample.git(['update-ref', REF, before]);
    writeStage(directory, {
      ref: REF,
      origin: signer.name,
      head: before,
      size: 11,
      batches: [Array.from({ length: 10 }, (_, at) => sample.gitBytes(['show', `${after}:tail/${11 + at}.json`]))],
      files: [],
    });
    expect(await open().append(events(0, 1))).toEqual({ from: 21, to: 22, there: 0 });
    expect(recovered).toEqual([10]);
    expect(sample.git(['rev-parse', `${REF}^^{tree}`])).toBe(sample.git(['rev-parse', `${after}^{tree}`]));
    expect(sample.git(['show', `${REF}:tail/12.json`])).toBe(batches[0]);
    expect(readStage(directory)).toBeNull();
    expect(await verify()).toMatchObject({ ok: true, size: 22, problems: [] });
  });

  test('at birth is published by the key and under the name that its genesis says, and by no other', async () => {
    const genesis = genesisOf(signer, new Date(now).toISOString());
    const batches = [[genesis.entry.bytes]];
    mkdirSync(directory);
    writeStage(directory, { ref: REF, origin: signer.name, head: null, size: 0, batches, files: genesis.files });
    for (const key of [keyFrom(2), keyFrom(1, 'forge.example/acme/other')]) {
      await expect(open(key).append(events(0, 1))).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    }
    expect(await open().append(events(0, 1))).toEqual({ from: 1, to: 2, there: 0 });
    expect(await verify()).toMatchObject({ ok: true, size: 2, problems: [] });
  });

  test('is not published twice', async () => {
    await open().append(events(0, 10));
    const before = sample.head(REF);
    const bytes = Array.from({ length: 10 }, (_, at) => sample.gitBytes(['show', `${REF}:tail/${1 + at}.json`]));
    const genesis = sample.gitBytes(['show', `${REF}:tail/0.json`]);
    const batches = [[genesis, ...bytes]];
    writeStage(directory, { ref: REF, origin: signer.name, head: null, size: 0, batches, files: [] });
    await open().append([]);
    expect(sample.head(REF)).toBe(before);
    expect(recovered).toEqual([11]);
  });

  test('stops everything where the branch went another way', async () => {
    await open().append(events(0, 10));
    const batches = [[Buffer.from(sample.git(['show', `${REF}:tail/1.json`]))]];
    writeStage(directory, { ref: REF, origin: signer.name, head: 'a'.repeat(40), size: 10, batches, files: [] });
    await expect(open().append(events(0, 1))).rejects.toMatchObject({ code: 'ledger.inconsistent' });
    expect(readStage(directory)).not.toBeNull();
  });
});

test('another key, and a branch that is damaged, are refused before anything is signed', async () => {
  await open().append(events(0, 2));
  const before = sample.head(REF);
  await expect(open(keyFrom(2)).append(events(0, 1))).rejects.toMatchObject({ code: 'ledger.signature' });
  const blob = sample.object('blob', '{}');
  sample.git(['read-tree', REF]);
  sample.git(['update-index', '--cacheinfo', `100644,${blob},tail/1.json`]);
  const tree = sample.git(['write-tree']);
  sample.git(['update-ref', REF, sample.git(['commit-tree', tree, '-p', before], 'edited')]);
  await expect(open().append(events(0, 1))).rejects.toMatchObject({ code: 'ledger.inconsistent' });
});

test('a line that is refused leaves the ledger as it was', async () => {
  await open().append(events(0, 2));
  const before = sample.head(REF);
  const ledger = open();
  const [good] = events(5, 6);
  const wrong = { number: 2, request: { ...events(6, 7)[0]?.request, n: 9 } } as RequestLine;
  await expect(ledger.append(good === undefined ? [] : [good, wrong])).rejects.toMatchObject({ code: 'ledger.entry' });
  await ledger.close(); // keeps nothing of what was refused
  expect(sample.head(REF)).toBe(before);
  expect(await open().append(events(5, 6))).toEqual({ from: 3, to: 4, there: 0 });
  expect(await verify()).toMatchObject({ ok: true, size: 4, problems: [] });
});
