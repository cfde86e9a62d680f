/** Carries out the faults that hit a request. */
import type { ServerResponse } from 'node:http';
import { pushAsStranger } from '../control/push.ts';
import type { FaultAction } from './faults.ts';
import type { Answer } from './route.ts';
import type { Stage } from './stage.ts';

export interface Disturbance {
  readonly stage: Stage;
  readonly response: ServerResponse;
  readonly hits: readonly FaultAction[];
}

const htmlPage =
  '<!DOCTYPE html>\n<html><head><title>Unicorn! &middot; GitHub</title></head><body>This page is taking too long to load.</body></html>\n';

/** Before the effect. @returns 'answered' when the request goes no further */
export async function applyBefore({ stage, response, hits }: Disturbance): Promise<'answered' | 'go on'> {
  for (const hit of hits) {
    if (hit.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, hit.milliseconds));
    if (hit.kind === 'move-branch' && hit.when !== 'after') await moveBranch(stage, hit);
    if (isBefore(hit) && interrupt(stage, response, hit)) return 'answered';
  }
  return 'go on';
}

/** After the effect, before the answer is sent. */
export async function applyAfter(
  { stage, response, hits }: Disturbance,
  answer: Answer,
): Promise<'answered' | 'go on'> {
  for (const hit of hits) {
    if (hit.kind === 'move-branch' && hit.when === 'after') await moveBranch(stage, hit);
    if (hit.kind === 'truncate') {
      const whole = Buffer.from(JSON.stringify(answer.body ?? {}));
      response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(whole.subarray(0, Math.floor(whole.length / 2)));
      return 'answered';
    }
    if (hit.kind === 'graphql-errors' && hit.when === 'after') {
      const data = hit.keepData === true ? { data: (answer.body as Readonly<Record<string, unknown>>)['data'] } : {};
      write(response, 200, { ...data, errors: hit.errors });
      return 'answered';
    }
    if (!isBefore(hit) && interrupt(stage, response, hit)) return 'answered';
  }
  return 'go on';
}

function isBefore(hit: FaultAction): boolean {
  return !('when' in hit) || hit.when !== 'after';
}

/** @returns whether the request has been answered (or never will be) */
function interrupt(stage: Stage, response: ServerResponse, hit: FaultAction): boolean {
  switch (hit.kind) {
    case 'status':
      if (hit.html === true) {
        response.writeHead(hit.status, { 'content-type': 'text/html; charset=utf-8' });
        response.end(htmlPage);
      } else
        write(response, hit.status, { message: 'Server Error', documentation_url: 'https://docs.github.com/rest' });
      return true;
    case 'hang':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'primary-limit': {
      const reset = Math.ceil(stage.world.now() / 1000) + (hit.seconds ?? 60);
      const headers = {
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-used': '5000',
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': 'core',
      };
      write(
        response,
        403,
        { message: 'API rate limit exceeded for installation.', documentation_url: 'https://docs.github.com/rest' },
        headers,
      );
      return true;
    }
    case 'secondary-limit':
      write(
        response,
        403,
        {
          message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          documentation_url: 'https://docs.github.com/rest',
        },
        { 'retry-after': String(hit.seconds ?? 1) },
      );
      return true;
    case 'graphql-errors':
      write(response, 200, { data: null, errors: hit.errors });
      return true;
    case 'truncate':
    case 'delay':
    case 'move-branch':
      return false;
  }
}

async function moveBranch(stage: Stage, hit: Extract<FaultAction, { kind: 'move-branch' }>): Promise<void> {
  await pushAsStranger(stage, {
    repository: hit.repository,
    branch: hit.branch,
    files: hit.files ?? { 'stranger.txt': `moved ${Date.now()}\n` },
  });
}

function write(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
