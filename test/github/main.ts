/**
 * The stand-in GitHub as a process. Prints `{"url": …}` once it listens, works in a temporary directory of its own, and
 * ends with its parent: when standard input closes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandNames } from './control/control.ts';
import { createGit } from './git/git.ts';
import { routes } from './routes/routes.ts';
import { createStandInServer, type ServerParts } from './server/http.ts';
import { Router } from './server/router.ts';
import { Stage } from './server/stage.ts';

interface Ground {
  readonly parts: ServerParts;
  readonly leave: () => Promise<void>;
}

let baseUrl = '';
let ground: Ground | undefined;

/** An empty GitHub, in a directory of its own. */
function enter(): Ground {
  const directory = mkdtempSync(join(tmpdir(), 'stand-in-github-'));
  const git = createGit();
  const stage = new Stage({ git, directory, baseUrl });
  const router = new Router(routes, () => stage.contract.routes());
  const leave = async (): Promise<void> => {
    stage.courier.setPaused(true);
    stage.courier.close();
    await git.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { parts: { stage, router, renew }, leave };
}

/** Everything is gone, at the same address. What was compiled of GitHub's descriptions stays: it takes most of a start. */
async function renew(): Promise<void> {
  const before = ground;
  ground = enter();
  await before?.leave();
}

const server = createStandInServer(() => {
  if (ground === undefined) throw new Error('not listening yet');
  return ground.parts;
});

function end(): void {
  void (ground?.leave() ?? Promise.resolve()).finally(() => process.exit(0));
}

process.stdin.on('end', end).on('close', end).resume();
process.on('SIGTERM', end);
process.on('SIGINT', end);

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}`;
  ground = enter();
  process.stdout.write(`${JSON.stringify({ url: baseUrl, commands: commandNames })}\n`);
});
