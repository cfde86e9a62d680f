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

const directory = mkdtempSync(join(tmpdir(), 'stand-in-github-'));
const git = createGit();
let parts: ServerParts | undefined;

const server = createStandInServer(() => {
  if (parts === undefined) throw new Error('not listening yet');
  return parts;
});

function end(): void {
  void git.close().finally(() => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(0);
  });
}

process.stdin.on('end', end).on('close', end).resume();
process.on('SIGTERM', end);
process.on('SIGINT', end);

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const stage = new Stage({ git, directory, baseUrl: `http://127.0.0.1:${port}` });
  parts = { stage, router: new Router(routes, () => stage.contract.routes()) };
  process.stdout.write(`${JSON.stringify({ url: stage.world.baseUrl, directory, commands: commandNames })}\n`);
});
