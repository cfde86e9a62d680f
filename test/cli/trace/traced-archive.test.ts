import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTracedArchive } from '../../../src/cli/trace/traced-archive.ts';
import type { ControlBench } from '../../app/control/control-bench.ts';
import { ORIGIN } from '../../ledger/sample.ts';
import { RandomScene } from '../../ledger/trace/random-scene.ts';
import { api, artifact, commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';
import type { LedgerBranch } from '../ledger-branch.ts';
import { runCli, testIo } from '../test-io.ts';
import { openArchived } from './archive-bench.ts';
import { webBranch } from './web-branch.ts';

const scene = webScene();
scene.repository = api;
scene.decide(commits.head, { change: 42 });
scene.deploy(commits.first, 'production', { id: 7 });

let bench: ControlBench;
let branch: LedgerBranch;
beforeAll(async () => {
  bench = await openArchived(scene);
  branch = webBranch(scene);
}, 60_000);
afterAll(async () => {
  branch.repository.remove();
  await bench.close();
});

/** Of the branch it says where that was; an archive has none. */
const withoutBranch = (out: string): string => out.replace(/"(ref|commit)": (null|"[^"]*"),/g, '"$1": null,');

async function askBoth([command = '', ...args]: readonly string[]) {
  const cloned = await runCli([command, branch.repository.path, ...args]);
  const archived = await runCli([command, '--archive', ORIGIN, ...args], {
    environment: { COUNTERSIGN_DATA: bench.data },
  });
  return { cloned, archived };
}

const span = `${momentOf(told.production41)}..${momentOf(told.production43)}`;
const web = ['--repository', 'acme/web'];

describe('the archive and a clone give the same answer, byte for byte', () => {
  test.each<readonly string[]>([
    ['trace', '#42', ...web],
    ['trace', 'SHOP-412'],
    ['trace', 'deployment:1240'],
    ['trace', commits.part.slice(0, 7)],
    ['trace', '#77'],
    ['trace', '--diff', 'production', span, ...web],
    ['trace', '--diff', 'staging', span],
    ['environments'],
    ['environments', '--environment', 'staging', ...web],
    ['environments', '--at', momentOf(told.production42)],
    ['verify', '3c1e5a7'],
    ['verify', commits.hotfix],
    ['verify', '3c1e5a7', '--environment', 'production'],
    ['verify', `sha256:${artifact}`],
  ])('%j %j %j', async (...args) => {
    const { archived, cloned } = await askBoth([...args, '--format', 'json']);
    expect([archived.code, archived.err]).toEqual([cloned.code, cloned.err]);
    expect(archived.out.startsWith('{')).toBe(true);
    expect(withoutBranch(archived.out)).toBe(withoutBranch(cloned.out));
  });

  test.each<readonly string[]>([
    ['trace', '#42', ...web],
    ['trace', '--diff', 'production', span, ...web],
    ['environments'],
    ['verify', '3c1e5a7'],
  ])('%j %j in words', async (...args) => {
    const { archived, cloned } = await askBoth(args);
    expect(archived).toEqual(cloned);
    expect(archived).toMatchObject({ code: 0, err: '' });
  });

  test.each<readonly string[]>([
    ['trace', '#42'],
    ['trace', '--diff', 'production', span],
    ['verify', commits.head],
  ])('%j: which of several repositories, has to be said', async (...args) => {
    const { archived, cloned } = await askBoth(args);
    expect(archived).toEqual(cloned);
    expect(archived).toMatchObject({ code: 2, err: expect.stringContaining('acme/api, acme/web') });
  });
});

test('and so they do of a long history', async () => {
  const random = new RandomScene(31, 80);
  const [other, repository] = [await openArchived(random.scene), webBranch(random.scene)];
  const [first = '', middle = ''] = [random.landed[0], random.landed[Math.floor(random.landed.length / 2)]];
  for (const commit of [first, middle]) {
    const args = [commit, '--format', 'json'];
    const cloned = await runCli(['trace', repository.repository.path, ...args]);
    const environment = { COUNTERSIGN_DATA: other.data };
    const archived = await runCli(['trace', '--archive', ORIGIN, ...args], { environment });
    expect(withoutBranch(archived.out)).toBe(withoutBranch(cloned.out));
    expect(archived.out).toContain('"lines": [\n');
  }
  repository.repository.remove();
  await other.close();
}, 60_000);

test('an archive that does not know the ledger', async () => {
  const environment = { COUNTERSIGN_DATA: bench.data };
  const { code, err } = await runCli(['trace', '--archive', 'github.com/acme/none', '42'], { environment });
  expect([code, err]).toEqual([2, expect.stringContaining('has no ledger "github.com/acme/none"')]);
});

test('where it was read is known with the answer', async () => {
  using source = openTracedArchive({
    origin: ORIGIN,
    io: testIo({ environment: { COUNTERSIGN_DATA: bench.data } }),
  });
  await source.story({ is: 'change', number: 77 }, null);
  const size = scene.entries.length;
  expect(source.from()).toEqual({ checkpoint: { origin: ORIGIN, size }, source: { ref: null, tip: null } });
});
