import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { secret } from '../app-process.ts';
import type { Change } from './scene.ts';

/** About what GitHub's payloads weigh. */
const PADDING = 'x'.repeat(18_000);
const AT_ONCE = 16;
const agent = new Agent({ keepAlive: true, maxSockets: 4 * AT_ONCE });

/** "Somebody edited it": judged again, whatever was edited. */
export async function deliver(url: string, { installation, repository, number }: Change): Promise<void> {
  await post(url, 'pull_request', {
    action: 'edited',
    number,
    pull_request: { number, body: PADDING },
    repository: repositoryOf(repository),
    installation: { id: installation },
    sender: { id: 1, login: 'dana', type: 'User' },
  });
}

/** All of them as fast as they are accepted, to each of the addresses in turn. */
export async function deliverAll(urls: readonly string[], changes: readonly Change[]): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let at = next++; at < changes.length; at = next++) {
      const [url, change] = [urls[at % urls.length], changes[at]];
      if (url !== undefined && change !== undefined) await deliver(url, change);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
}

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
}

export const repositoryOf = ({ id, name, fullName }: Named): object => ({ id, name, full_name: fullName });

/** Throws unless it was kept. */
export async function post(url: string, event: string, payload: object): Promise<void> {
  const body = Buffer.from(JSON.stringify(payload));
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  await new Promise<void>((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`the app answered ${response.statusCode}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
