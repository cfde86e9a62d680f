import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatVkey, noteSigner } from '../../src/ledger/note-key.ts';
import { ledgerKey } from '../app/stages/bench.ts';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../ledger/witnesses.ts';
import { until } from '../store/fixture.ts';
import { Witness } from '../witness/witness.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, TITLE_POLICY } from './team.ts';

/** The whole app with witnesses: from the push to a green that two others vouch for. */

const HOST = 'ledger.example';
const key = ledgerKey(41);
let github: StandIn;
let app: RunningApp;
let directory: string;
let witnesses: readonly Witness[];
const policyOf = (extra = ''): string =>
  `${extra}${witnesses.map((witness, at) => witness.policyLines(`W${at + 1}`)).join('')}group Q all W1 W2\nquorum Q\n`;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-whole-witnesses-'));
  github = await StandIn.start();
  witnesses = [
    await Witness.start({ signers: [witnessFrom(51)] }),
    await Witness.start({ signers: [mlDsaWitnessFrom(52)] }),
  ];
  app = await runApp(github, {
    settings: {
      COUNTERSIGN_LEDGER_HOST: HOST,
      COUNTERSIGN_LEDGER_KEY: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      COUNTERSIGN_WITNESS_POLICY: policyOf(),
    },
  });
}, 60_000);

afterAll(async () => {
  await endCleanly(github, app);
  for (const witness of witnesses) await witness.close();
  rmSync(directory, { recursive: true });
}, 60_000);

test('a check is green once two witnesses have cosigned its record, and a stranger with their policy agrees', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const log = noteSigner(`${HOST}/${team.repository}`, key);
  for (const witness of witnesses) witness.trust(log);
  for (const branch of ['one', 'two']) {
    const { head } = await team.propose(branch, { title: 'SHOP-1 fix' });
    await team.check(head, 'allowed');
    expect(witnesses.map((witness) => witness.sizeOf(log.name) > 0)).toEqual([true, true]);
  }
  const path = join(directory, 'policy');
  writeFileSync(path, policyOf(`log ${formatVkey(log)}\n`));
  const args = ['--key', formatVkey(log), '--policy', path, '--max-age', '1', '--format', 'json'];
  const verify = async () =>
    JSON.parse((await runCli(['ledger', 'verify', team.made.gitDir, ...args])).out) as Verified;
  // The next flush may just be under way; in the end both of them know everything.
  await until(async () => (await verify()).witnesses.size === (await verify()).size);
  expect(await verify()).toMatchObject({ ok: true, problems: [], witnesses: { quorum: 'Q' } });
  expect(witnesses.flatMap(({ statuses }) => statuses).filter((status) => status !== 200 && status !== 409)).toEqual(
    [],
  );
}, 60_000);

interface Verified {
  readonly ok: boolean;
  readonly size: number;
  readonly problems: readonly unknown[];
  readonly witnesses: { readonly size: number | null };
}
