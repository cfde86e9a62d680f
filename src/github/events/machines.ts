import { readOid } from '../facts/commits.ts';
import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readEndedRun } from './ended.ts';
import { readAction, readEventPlace } from './envelope.ts';

const runActions: ReadonlySet<string> = new Set(['requested', 'completed']);

/** Somebody set a commit status. */
export function readStatusEvent(payload: Reader): readonly Hint[] {
  return [{ kind: 'machines', place: readEventPlace(payload), head: readOid(payload.at('sha')), app: null }];
}

/** A run of GitHub Actions began, began again, or ended. What is between is pending all the time. */
export function readWorkflowRunEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (!runActions.has(action)) return [];
  const place = readEventPlace(payload);
  const run = payload.at('workflow_run');
  const news: Hint = { kind: 'machines', place, head: readOid(run.at('head_sha')), app: null };
  if (action !== 'completed') return [news];
  // What waits in it waits no more.
  const gate: Hint = { kind: 'gate-news', place, run: run.at('id').count(), by: null };
  return [news, gate, { kind: 'ended', place, ended: readEndedRun(payload) }];
}
