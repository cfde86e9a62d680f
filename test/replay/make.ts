import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../src/ledger/layout.ts';
import { StandIn } from '../github/client.ts';
import { makeInstance } from '../signatures/instance.ts';
import { ledgerBook } from '../whole/ledger-book.ts';
import { EVIDENCE_AT_ONCE, replayAll } from '../whole/replay.ts';
import { runApp } from '../whole/running-app.ts';
import { endCleanly, type Team } from '../whole/team.ts';
import { decideDeployments, decideGroups, decideRequests } from './scenario.ts';

/**
 * `node test/replay/make.ts`: the app decides against the stand-in GitHub, and the ledger and the evidence of it become the
 * golden corpus, which every engine has to decide alike. Making it anew is a decision: see docs/ledger.md.
 */
const golden = fileURLToPath(new URL('./golden/', import.meta.url));
const github = await StandIn.start();
const instance = makeInstance('github', Date.now());
const folder = mkdtempSync(join(tmpdir(), 'countersign-golden-'));
writeFileSync(join(folder, 'roots.jsonl'), `${instance.trustedRoot}\n`);
const settings = { ...EVIDENCE_AT_ONCE, COUNTERSIGN_TRUSTED_ROOTS: join(folder, 'roots.jsonl') };
const app = await runApp(github, { settings });
await keep('requests', await decideRequests({ github, app }));
await keep('groups', await decideGroups({ github, app }));
await keep('deployments', await decideDeployments({ github, app }, instance));
await endCleanly(github, app);
rmSync(folder, { recursive: true, force: true });

async function keep(name: string, team: Team): Promise<void> {
  const { code, replay } = await replayAll(app, team, settings);
  if (code !== 0 || replay === null || replay.same !== replay.decisions)
    throw new Error(`what was just decided is decided otherwise: ${JSON.stringify(replay)}`);
  const refs = [LEDGER_BRANCH, EVIDENCE_BRANCH].map((branch) => `refs/heads/${branch}`);
  mkdirSync(golden, { recursive: true });
  execFileSync('git', ['-C', team.made.gitDir, 'bundle', 'create', '--quiet', `${golden}${name}.bundle`, ...refs]);
  writeFileSync(`${golden}${name}.vkey`, `${ledgerBook(app, team).key}\n`);
}
