import { readOid } from '../facts/commits.ts';
import type { Command, Hint } from '../hint.ts';
import type { Place } from '../place.ts';
import type { Reader } from '../reader.ts';
import { readEndedSuite } from './ended.ts';
import { readAction, readEventPlace, readSender } from './envelope.ts';

/** Actions of a check run that say something of its commit. */
const news: ReadonlySet<string> = new Set(['created', 'completed']);

/** "Re-run" of one check, one of our buttons, or a check that began or ended. */
export function readCheckRunEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action === 'rerequested') return hintsOf(payload, payload.at('check_run'), null);
  if (news.has(action)) return readNews(payload, payload.at('check_run'));
  if (action !== 'requested_action') return [];
  const button = payload.at('requested_action').at('identifier').text();
  return isCommand(button) ? hintsOf(payload, payload.at('check_run'), button) : [];
}

/** "Re-run all checks", or all of an app's have ended: a workflow run is as its suite is, and that may end after it. */
export function readCheckSuiteEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action === 'completed') return [...readNews(payload, payload.at('check_suite')), ...readEnded(payload)];
  return action === 'rerequested' ? hintsOf(payload, payload.at('check_suite'), null) : [];
}

function readNews(payload: Reader, check: Reader): readonly Hint[] {
  const app = check.at('app').maybe((one) => one.at('id').count());
  return [{ kind: 'machines', place: readEventPlace(payload), head: readOid(check.at('head_sha')), app }];
}

function readEnded(payload: Reader): readonly Hint[] {
  const ended = readEndedSuite(payload);
  return ended === null ? [] : [{ kind: 'ended', place: readEventPlace(payload), ended }];
}

function hintsOf(payload: Reader, check: Reader, command: Command | null): readonly Hint[] {
  const place = readEventPlace(payload);
  const by = command === null ? null : readSender(payload);
  const numbers = readNumbers(check, place);
  // GitHub resets a suite that is asked for again, but not the runs in it: ours has to be written anew, by its commit.
  if (numbers.length === 0 || command === null || by === null) {
    return [{ kind: 'head', place, head: readOid(check.at('head_sha')), command, by }];
  }
  return numbers.map((number): Hint => ({ kind: 'command', place, number, command, by }));
}

/** Pull requests into this repository: the list also holds those that want to leave it for another one. */
function readNumbers(check: Reader, place: Place): readonly number[] {
  const listed = check.at('pull_requests').maybe((list) => list.list()) ?? [];
  return listed
    .filter((change) => change.at('base').at('repo').at('id').count() === place.repository.id)
    .map((change) => change.at('number').count());
}

const isCommand = (text: string): text is Command => text === 'recheck' || text === 'explain';
