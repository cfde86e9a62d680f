import type { Context } from '../../../src/app/context.ts';
import { type Erasing, erasePerson, type Told } from '../../../src/app/erase/erase-person.ts';
import type { Json } from '../../../src/base/json.ts';
import type { Evidence, LedgerState } from '../../../src/store/store.ts';
import { fresh } from '../../store/fixture.ts';
import { addPieces, pieceOf } from '../stages/evidence-scene.ts';

/** Somebody whom no other test knows, and what is kept of them. */
export interface Leaver {
  readonly login: string;
  readonly id: number;
  readonly name: string;
  readonly email: string;
  /** In the order: a commit of theirs, a pull request that they opened with its files, somebody who mentions them. */
  readonly pieces: readonly Evidence[];
}

export async function addLeaver(context: Context, ledger: LedgerState): Promise<Leaver> {
  const number = fresh();
  const who = {
    login: `xochitl${number}`,
    id: 900_000 + number,
    name: `Xochitl Q${number}`,
    email: `x${number}@aztec.example`,
  };
  const person = { id: who.id, login: who.login, type: 'user' };
  const author = { person, name: who.name, email: who.email };
  const opened = `pull_request:77:${number}`;
  const pieces = [
    pieceOf([{ oid: 'a', message: `obsidian${number}`, author }]),
    { ...pieceOf({ title: `obsidian${number}`, author: person }), subject: opened },
    { ...pieceOf([{ path: `obsidian${number}.txt` }]), subject: opened },
    pieceOf({ body: `thanks to ${who.name.toUpperCase()}, <${who.email}>` }),
  ];
  await addPieces(context, ledger, [...pieces, pieceOf({ title: `nobody ${number}` })]);
  const pins: Json = { users: { [who.login]: { known: true, value: person } }, teams: {} };
  await context.store.memory.set('late-pins', `${number}`, pins, 5);
  return { ...who, pieces };
}

/** Everything of them, in any case, as a regular expression of PostgreSQL's and of JavaScript's. */
export function tracesOf({ login, name, email }: Leaver): string {
  return [login, name, email, login.replace('xochitl', 'obsidian')].join('|');
}

export async function tell(context: Context, erasing: Partial<Erasing> & { readonly person: string }) {
  const told: Told[] = [];
  const asked: Omit<Erasing, 'person'> = {
    by: { id: 5, type: 'user' },
    reason: 'request',
    isDry: false,
    keepEntries: false,
    leaveUnreadable: false,
    keepNames: [],
  };
  for await (const each of erasePerson(context, { ...asked, ...erasing })) told.push(each);
  return told;
}

/** Compacting takes seconds, and is tried by itself. */
export function withoutCompacting(context: Context): Context {
  const { store } = context;
  return { ...context, store: { ...store, erasure: { ...store.erasure, compact: async () => undefined } } };
}
