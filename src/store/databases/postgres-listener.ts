import pg from 'pg';
import { SECOND } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Listener } from '../database.ts';
import { databaseFault } from '../database-fault.ts';

export interface Listening {
  readonly settings: pg.ClientConfig;
  readonly channel: string;
  readonly listener: Listener;
  readonly log: Log;
}

const FIRST_RETRY = 0.5 * SECOND;
const LONGEST_RETRY = 15 * SECOND;
/** A connection whose other end is gone without a word is found out by asking. */
const HEARTBEAT = 10 * SECOND;
const HEARTBEAT_TIMEOUT = 5 * SECOND;

/**
 * One connection of its own that listens, made again for as long as it takes when it breaks. The first one must succeed.
 * The returned function ends it.
 */
export async function listenOn(listening: Listening): Promise<() => Promise<void>> {
  let current = await subscribe(listening, onBroken);
  let closed = false;
  let retry: NodeJS.Timeout | null = null;
  let delay = FIRST_RETRY;

  function onBroken(): void {
    if (closed) return;
    listening.listener.lost?.();
    listening.log.warn(
      { channel: listening.channel },
      'The notification connection broke; jobs are found by polling until it is back',
    );
    schedule();
  }
  function schedule(): void {
    retry = setTimeout(() => void again(), delay);
    delay = Math.min(delay * 2, LONGEST_RETRY);
  }
  async function again(): Promise<void> {
    try {
      const next = await subscribe(listening, onBroken);
      if (closed) return await next();
      current = next;
      delay = FIRST_RETRY;
    } catch {
      if (!closed) schedule();
    }
  }
  return async () => {
    closed = true;
    if (retry !== null) clearTimeout(retry);
    await current();
  };
}

/** A connection that listens; `broken` is called once when it ends by itself. */
async function subscribe({ settings, channel, listener }: Listening, broken: () => void): Promise<() => Promise<void>> {
  const client = new pg.Client({ ...settings, query_timeout: HEARTBEAT_TIMEOUT });
  let over = false;
  const end = async (): Promise<void> => {
    over = true;
    clearInterval(heartbeat);
    await client.end().catch(() => undefined);
  };
  const lose = (): void => {
    if (over) return;
    void end();
    broken();
  };
  const heartbeat = setInterval(() => {
    client.query('select 1').catch(lose);
  }, HEARTBEAT);
  try {
    client.on('notification', ({ payload }) => listener.message(payload ?? ''));
    client.on('error', () => undefined);
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    await end();
    throw databaseFault(error);
  }
  client.on('error', lose);
  client.on('end', lose);
  listener.connected();
  return end;
}
