import { readRestPerson } from '../facts/person.ts';
import type { Command, Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

const commandForm = /^[ \t]*\/countersign[ \t]+(recheck|explain)(?=\s|$)/gm;

/** A new comment on a pull request whose line begins with one of our commands, written by a person. */
export function readCommentEvent(payload: Reader): readonly Hint[] {
  if (readAction(payload) !== 'created' || payload.at('issue').at('pull_request').isNothing) return [];
  const comment = payload.at('comment');
  const commands = readCommands(comment.at('body').maybe((body) => body.text()) ?? '');
  if (commands.length === 0 || comment.at('user').isNothing) return [];
  const by = readRestPerson(comment.at('user'));
  // Bots quote: an answer of our own, or another app's, must not call us again.
  if (by.type !== 'user') return [];
  const place = readEventPlace(payload);
  const number = payload.at('issue').at('number').count();
  return commands.map((command): Hint => ({ kind: 'command', place, number, command, by }));
}

function readCommands(body: string): readonly Command[] {
  const found = [...body.matchAll(commandForm)].map(
    (match): Command => (match[1] === 'explain' ? 'explain' : 'recheck'),
  );
  return [...new Set(found)];
}
