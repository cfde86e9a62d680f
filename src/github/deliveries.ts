import { fromRfc3339, type Instant } from '../base/clock.ts';
import { isFault } from '../base/fault.ts';
import type { Api, RestAnswer } from './api.ts';
import type { Reader } from './reader.ts';

/** What GitHub's log says of one attempt to deliver a webhook. The shape of app/ports.ts, Attempt. */
export interface Attempt {
  /** GitHub's number in full: it may be larger than any that JavaScript counts with. */
  readonly id: string;
  /** The same for every attempt. */
  readonly guid: string;
  readonly at: Instant;
  /** Did we answer that we kept it? */
  readonly isAnswered: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
}

export interface AttemptPage {
  /** Newest first. */
  readonly attempts: readonly Attempt[];
  /** Null: this was the oldest page that GitHub keeps. */
  readonly next: string | null;
}

const PAGE_SIZE = 100;

/** One page of the log, which GitHub keeps for three days (Enterprise Server: seven). With the app's own line. */
export async function readAttempts(
  app: Api,
  wanted: { readonly cursor: string | null; readonly isFailedOnly: boolean },
): Promise<AttemptPage> {
  const answer = await app.rest('GET /app/hook/deliveries', {
    per_page: PAGE_SIZE,
    ...(wanted.cursor === null ? {} : { cursor: wanted.cursor }),
    ...(wanted.isFailedOnly ? { status: 'failure' } : {}),
  });
  return { attempts: answer.body.list().map(readAttempt), next: nextCursor(answer) };
}

/** The payload as GitHub kept it, as JSON text; null: GitHub has it no more. */
export async function readPayload(app: Api, id: string): Promise<string | null> {
  try {
    const { body } = await app.rest('GET /app/hook/deliveries/{delivery_id}', { delivery_id: id });
    return body
      .at('request')
      .at('payload')
      .maybe((payload) => JSON.stringify(payload.raw()));
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

/** GitHub sends it again, under the same GUID; false: it has it no more. */
export async function redeliver(app: Api, id: string): Promise<boolean> {
  try {
    await app.rest('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
    return true;
  } catch (error) {
    // 422: it is too old, or its hook is another one by now.
    if (isFault(error, 'github.not-found') || isFault(error, 'github.invalid')) return false;
    throw error;
  }
}

function readAttempt(attempt: Reader): Attempt {
  const at = fromRfc3339(attempt.at('delivered_at').text());
  if (at === null) throw attempt.fault('has no time');
  return {
    id: attempt.at('id').textLike(/^\d{1,20}$/, 'an id'),
    guid: attempt.at('guid').text(),
    at,
    isAnswered: attempt.at('status').text() === 'OK',
    event: attempt.at('event').text(),
    action: attempt.at('action').maybe((action) => action.text()),
    installation: attempt.at('installation_id').maybe((id) => id.count()),
    repository: attempt.at('repository_id').maybe((id) => id.count()),
  };
}

function nextCursor({ next }: RestAnswer): string | null {
  return next === null ? null : new URL(next).searchParams.get('cursor');
}
