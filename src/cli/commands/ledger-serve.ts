import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { ServedBranch } from '../ledger/served-branch.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { serveTiles } from '../ledger/tiles-server.ts';
import { count, showOutside } from '../text.ts';
import { Workspace } from '../workspace.ts';

const HIGHEST_PORT = 65_535;

export const ledgerServe: Command = {
  usage: 'SOURCE --port N [--host ADDRESS] [--format text|json]',
  about: [
    'Serves a ledger over HTTP as tlog-tiles describes it, until Ctrl-C: checkpoint, tile/<L>/<N> and tile/entries/<N>, with the cache headers of the specification. SOURCE is a clone, a bare repository, or a URL that git can clone.',
    'In a repository the checkpoint follows the branch, forward only: a branch that contradicts what was served before is said on the error stream and not served. A URL is cloned once.',
    'JSON, when it is ready: {"version": 1, "url", "origin", "size"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    branchOption,
    { name: 'port', value: 'N', says: 'where it listens; 0: any that is free' },
    { name: 'host', value: 'ADDRESS', says: 'where it listens (default: 127.0.0.1, this machine only)' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json'],
      says: 'how it says that it is ready (default: text)',
    },
  ],
  examples: ['countersign ledger serve ./shop --port 0'],
  async run(words, io) {
    const [name = ''] = words.positionals;
    const port = readPort(words.require('port'));
    const warn = (message: string): void => io.err(`${showOutside(message)}\n`);
    using workspace = new Workspace(io);
    const source = await openSource({ source: name, temporary: workspace.path, io, branch: words.value('branch') });
    using store = await ServedBranch.open(source, warn);
    const server = await serveTiles({ store, host: words.value('host') ?? '127.0.0.1', port, warn });
    const takeBack = io.onInterrupt(() => server.stop());
    const { origin, size } = store.checkpoint;
    const ready = { version: 1, url: server.url, origin, size };
    const text = `serving ${showOutside(origin)}, ${count(size, 'entry', 'entries')}, at ${server.url}\n`;
    await io.out(words.value('format') === 'json' ? `${JSON.stringify(ready)}\n` : text);
    await server.stopped;
    takeBack();
    return EXIT.yes;
  },
};

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= HIGHEST_PORT) return Number(text);
  throw new Fault('cli.usage', `--port is a number from 0 to ${HIGHEST_PORT}, not ${JSON.stringify(text)}`);
}
