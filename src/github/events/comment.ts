import { readRestPerson } from '../facts/person.ts';
import type { Command, Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

/** `/countersign approve production`, `/countersign cover 5c1d2e3 6d2e3f4 why`: to the end of the line. */
const orderForm = /^[ \t]*\/countersign[ \t]+(approve|cover)[ \t]+([^\r\n]+)$/gm;
const MOST_NAME = 255;
const MOST_COMMITS = 100;
const MOST_REASON = 1_000;
/** Each costs requests, whoever writes them. */
const MOST_ORDERS = 5;

type Order =
  | { readonly kind: 'approve'; readonly environment: string }
  | { readonly kind: 'cover'; readonly commits: readonly string[]; readonly reason: string };

function readOrders(body: string): readonly Order[] {
  const orders = [...body.matchAll(orderForm)].flatMap(([, word = '', rest = '']): readonly Order[] => {
    const said = rest.trim();
    if (said === '') return [];
    if (word === 'approve') return said.length > MOST_NAME ? [] : [{ kind: 'approve', environment: said }];
    const listed = /^(?:[0-9a-f]{7,64}(?:[ \t,]+|$))+/.exec(said)?.[0] ?? '';
    const commits = [...new Set(listed.split(/[ \t,]+/).filter((part) => part !== ''))].slice(0, MOST_COMMITS);
    return [{ kind: 'cover', commits, reason: said.slice(listed.length).slice(0, MOST_REASON).trim() }];
  });
  return [...new Map(orders.map((order) => [JSON.stringify(order), order])).values()].slice(0, MOST_ORDERS);
}

const commandForm = /^[ \t]*\/countersign[ \t]+(recheck|explain)(?=\s|$)/gm;

/** A new comment on a pull request whose line begins with one of our commands, written by a person. */
export function readCommentEvent(payload: Reader): readonly Hint[] {
  if (readAction(payload) !== 'created' || payload.at('issue').at('pull_request').isNothing) return [];
  const comment = payload.at('comment');
  const body = comment.at('body').maybe((text) => text.text()) ?? '';
  const commands = readCommands(body);
  const orders = readOrders(body);
  if (commands.length + orders.length === 0 || comment.at('user').isNothing) return [];
  const by = readRestPerson(comment.at('user'));
  // Bots quote: an answer of our own, or another app's, must not call us again.
  if (by.type !== 'user') return [];
  const place = readEventPlace(payload);
  const number = payload.at('issue').at('number').count();
  return [
    ...commands.map((command): Hint => ({ kind: 'command', place, number, command, by })),
    ...orders.map((order): Hint => ({ ...order, place, number, by })),
  ];
}

function readCommands(body: string): readonly Command[] {
  const found = [...body.matchAll(commandForm)].map(
    (match): Command => (match[1] === 'explain' ? 'explain' : 'recheck'),
  );
  return [...new Set(found)];
}
