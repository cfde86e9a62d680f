import { readOid } from '../facts/commits.ts';
import type { Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

const runActions: ReadonlySet<string> = new Set(['requested', 'completed']);

/** Somebody set a commit status. */
export function readStatusEvent(payload: Reader): readonly Hint[] {
  return [{ kind: 'machines', place: readEventPlace(payload), head: readOid(payload.at('sha')), app: null }];
}

/** A run of GitHub Actions began, began again, or ended. What is between is pending all the time. */
export function readWorkflowRunEvent(payload: Reader): readonly Hint[] {
  if (!runActions.has(readAction(payload))) return [];
  const head = readOid(payload.at('workflow_run').at('head_sha'));
  return [{ kind: 'machines', place: readEventPlace(payload), head, app: null }];
}
