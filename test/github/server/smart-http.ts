/**
 * Git over HTTP, served by git's own `http-backend`. A push is looked at before git sees it: its objects are taken in
 * first (nothing points at them yet), rules judge the changes, and only then does git move the refs.
 */
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';
import { atLeast, may, permissionOf } from '../access.ts';
import { followMove, judgeMove } from '../refs.ts';
import type { Actor, Repository } from '../world.ts';
import { GitHubError } from './github-error.ts';
import { type PushCommand, readPushCommands, refusePush } from './push-protocol.ts';
import type { Stage } from './stage.ts';

const gitPath = /^\/([^/]+)\/([^/]+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;
const zeros = /^0+$/;

export interface GitExchange {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export function isGitPath(pathname: string): boolean {
  return gitPath.test(pathname);
}

export async function answerGit(stage: Stage, exchange: GitExchange): Promise<void> {
  const [, owner = '', name = '', service = ''] = gitPath.exec(decodeURI(exchange.url.pathname)) ?? [];
  const repository = stage.world.findRepository(owner, name);
  const isPush = service === 'git-receive-pack' || exchange.url.searchParams.get('service') === 'git-receive-pack';
  const actor = admit(stage, exchange, { repository, isPush });
  if (actor === 'refused' || repository === undefined) return;
  const backend: Backend = {
    repository,
    service,
    query: exchange.url.search.slice(1),
    method: exchange.request.method ?? 'GET',
    contentType: exchange.request.headers['content-type'] ?? '',
    protocol: String(exchange.request.headers['git-protocol'] ?? ''),
  };
  if (service !== 'git-receive-pack') {
    relay(await runBackend(backend, unzipped(exchange.request)), exchange.response);
    return;
  }
  if (actor === null) return;
  await receivePush(stage, { backend, actor, exchange });
}

/** Who asks, if they may; otherwise the refusal has been sent. `null`: nobody, reading something public. */
function admit(
  stage: Stage,
  { request, response }: GitExchange,
  { repository, isPush }: { repository: Repository | undefined; isPush: boolean },
): Actor | null | 'refused' {
  const refuse = (status: number, message: string): 'refused' => {
    response.writeHead(status, {
      'content-type': 'text/plain',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}),
    });
    response.end(`${message}\n`);
    return 'refused';
  };
  let actor: Actor | null;
  try {
    const identity = stage.authentication.identify(request.headers.authorization);
    actor = identity.kind === 'actor' ? identity.actor : null;
  } catch (error) {
    if (error instanceof GitHubError) return refuse(401, 'Invalid username or token.');
    throw error;
  }
  if (actor === null && (isPush || repository === undefined || repository.private))
    return refuse(401, 'Authentication required.');
  if (repository === undefined) return refuse(404, 'Repository not found.');
  if (actor === null) return null;
  const mayRead =
    actor.kind === 'user'
      ? atLeast(permissionOf(repository, actor.user), 'read')
      : may(actor, repository, 'contents', 'read');
  if (!mayRead) return refuse(404, 'Repository not found.');
  if (isPush && (repository.archived || !may(actor, repository, 'contents', 'write'))) {
    const login = actor.kind === 'user' ? actor.user.login : actor.installation.app.bot.login;
    return refuse(403, `Permission to ${repository.owner.login}/${repository.name}.git denied to ${login}.`);
  }
  return actor;
}

interface Push {
  readonly backend: Backend;
  readonly actor: Actor;
  readonly exchange: GitExchange;
}

async function receivePush({ world }: Stage, { backend, actor, exchange }: Push): Promise<void> {
  const { repository } = backend;
  const parts: Buffer[] = [];
  for await (const part of unzipped(exchange.request)) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const push = readPushCommands(body);
  await world.exclusively(repository, async () => {
    if (push.pack.length > 0) await takeObjects(repository, push.pack);
    const updates = push.commands.map(({ ref, before, after }) => ({ ref, before: none(before), after: none(after) }));
    for (const update of updates) {
      const outcome = await judgeMove(world, { repository, actor, updates: [update] });
      if (outcome.kind !== 'refused') continue;
      exchange.response.writeHead(200, {
        'content-type': 'application/x-git-receive-pack-result',
        'cache-control': 'no-cache',
      });
      exchange.response.end(refusePush(push, { ref: outcome.ref, violations: outcome.violations }));
      return;
    }
    const result = await runBackend(backend, [body]);
    await followMove(
      world,
      { repository, actor },
      await changesOf(repository, push.commands, world.git.readRef.bind(world.git)),
    );
    relay(result, exchange.response);
  });
}

/** The commands that git has carried out. */
async function changesOf(
  repository: Repository,
  commands: readonly PushCommand[],
  readRef: (dir: string, ref: string) => Promise<string | null>,
): Promise<readonly { ref: string; before: string | null; after: string | null }[]> {
  const changes = [];
  for (const { ref, before, after } of commands) {
    if (before !== after && (await readRef(repository.gitDir, ref)) === none(after))
      changes.push({ ref, before: none(before), after: none(after) });
  }
  return changes;
}

function none(oid: string): string | null {
  return zeros.test(oid) ? null : oid;
}

async function takeObjects({ gitDir }: Repository, pack: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    const child = spawn('git', ['index-pack', '--stdin', '--fix-thin'], {
      cwd: gitDir,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // A bad pack is git's to refuse, when it gets the whole push.
    child.on('error', () => resolve());
    child.on('close', () => resolve());
    child.stdin.on('error', () => undefined);
    child.stdin.end(pack);
  });
}

interface Backend {
  readonly repository: Repository;
  readonly service: string;
  readonly query: string;
  readonly method: string;
  readonly contentType: string;
  readonly protocol: string;
}

async function runBackend(backend: Backend, input: AsyncIterable<unknown> | Iterable<Buffer>): Promise<Buffer> {
  const { gitDir } = backend.repository;
  const child = spawn(
    'git',
    [
      '-c',
      'http.receivepack=true',
      '-c',
      'uploadpack.allowFilter=true',
      '-c',
      'uploadpack.allowAnySHA1InWant=true',
      'http-backend',
    ],
    {
      cwd: gitDir,
      env: {
        PATH: process.env['PATH'],
        HOME: gitDir,
        GIT_PROJECT_ROOT: gitDir,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_NOSYSTEM: '1',
        PATH_INFO: `/${backend.service}`,
        REQUEST_METHOD: backend.method,
        QUERY_STRING: backend.query,
        CONTENT_TYPE: backend.contentType,
        GIT_PROTOCOL: backend.protocol,
        REMOTE_USER: 'stand-in',
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const output: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => output.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  child.stdin.on('error', () => undefined);
  for await (const part of input) child.stdin.write(part);
  child.stdin.end();
  await ended;
  return Buffer.concat(output);
}

/** From CGI's answer to HTTP's. */
function relay(answer: Buffer, response: ServerResponse): void {
  const end = answer.indexOf('\r\n\r\n');
  const lines = answer.subarray(0, Math.max(0, end)).toString('utf8').split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const status = Number.parseInt(headers.get('status') ?? '200', 10);
  headers.delete('status');
  headers.delete('');
  response.writeHead(end < 0 ? 500 : status, Object.fromEntries(headers));
  response.end(answer.subarray(end + 4));
}

function unzipped(request: IncomingMessage): AsyncIterable<unknown> {
  return request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
}
