import { afterAll, afterEach, beforeAll } from '@jest/globals';
import nock from 'nock';
import { silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { type Client, type ClientOptions, createClient, createPersonApi } from '../../src/github/client.ts';
import { privateKey } from './key.ts';

/**
 * A real client against recorded answers; whatever was not expected is refused. Not to be imported where the stand-in
 * runs: nock puts itself between the process and all of its sockets.
 */

export const BASE = 'https://api.github.com';
export const INSTALLATION = 7;
export const OID = 'a'.repeat(40);
export const OTHER_OID = 'b'.repeat(40);

/**
 * Answers say how long they are: on a busy machine nock may close its socket before the end of an answer was seen, and
 * then an answer of unknown length counts as cut off.
 */
export const expectAt = (base: string): nock.Scope => nock(base).replyContentLength();

export function openClient(options: Partial<ClientOptions> = {}): Client {
  nock.disableNetConnect();
  return createClient({
    appId: 12,
    privateKey: privateKey(),
    baseUrl: BASE,
    log: silentLog,
    random: () => 0,
    pauses: [],
    ...options,
  });
}

export function expectToken(token = 'ghs_test', base = BASE): nock.Scope {
  return expectAt(base)
    .post(`/app/installations/${INSTALLATION}/access_tokens`)
    .reply(201, {
      token,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: { contents: 'write' },
      repository_selection: 'all',
    });
}

/** A line with a person's own token. */
export function openPersonLine(): { readonly api: Api; readonly github: nock.Scope } {
  nock.disableNetConnect();
  return {
    api: createPersonApi({ token: 'ghp_test', baseUrl: `${BASE}/`, log: silentLog, pauses: [] }),
    github: expectAt(BASE),
  };
}

/** An installation's line whose token has been asked for already. */
export function openLine(): { readonly api: Api; readonly github: nock.Scope; readonly client: Client } {
  const client = openClient();
  expectToken();
  return { api: client.installation(INSTALLATION), github: expectAt(BASE), client };
}

/**
 * For the top of a file: after each test nothing that was expected is left over; after the last one nock lets go of the
 * process's sockets, which the next file may need.
 */
export function recordGitHub(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    if (pending.length > 0) throw new Error(`not asked for: ${pending.join(', ')}`);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
