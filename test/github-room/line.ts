import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import type { Clock } from '../../src/base/clock.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import type { Api } from '../../src/github/api.ts';
import { type Client, createClient } from '../../src/github/client.ts';

/** A real client against recorded answers; whatever was not expected is refused. */

export const BASE = 'https://api.github.com';
export const INSTALLATION = 7;
export const OID = 'a'.repeat(40);
export const OTHER_OID = 'b'.repeat(40);

let key: string | undefined;

export function privateKey(): string {
  key ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  return key;
}

/**
 * Answers say how long they are: on a busy machine nock may close its socket before the end of an answer was seen, and
 * then an answer of unknown length counts as cut off.
 */
export const expectAt = (base: string): nock.Scope => nock(base).replyContentLength();

export function openClient(options: { log?: Log; clock?: Clock; timeout?: number; baseUrl?: string } = {}): Client {
  nock.disableNetConnect();
  return createClient({ appId: 12, privateKey: privateKey(), baseUrl: BASE, log: silentLog, ...options });
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

/** An installation's line whose token has been asked for already. */
export function openLine(): { readonly api: Api; readonly github: nock.Scope; readonly client: Client } {
  const client = openClient();
  expectToken();
  return { api: client.installation(INSTALLATION), github: expectAt(BASE), client };
}

/** After each test: nothing that was expected is left over, nothing leaks into the next. */
export function closeLine(): void {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (pending.length > 0) throw new Error(`not asked for: ${pending.join(', ')}`);
}
