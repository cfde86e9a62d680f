import type { Actor, Repository, User, World } from '../world.ts';
import { Typed } from './value.ts';

/** One execution of one query. */
export interface Context {
  readonly world: World;
  readonly viewer: Actor;
  readonly cost: number;
  readonly nodeCount: number;
  readonly rateLimit: RateLimit;
  /** E-mail addresses looked up in this execution. */
  readonly usersByEmail: Map<string, User | undefined>;
}

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  /** Milliseconds. */
  readonly resetAt: number;
}

/** Arguments have been checked against the schema when a resolver sees them, so it may say what they are. */
export type Resolver<S> = { of(source: S, args: Arguments, context: Context): unknown }['of'];
export type Arguments = Readonly<Record<string, unknown>>;

export type Resolvers<S> = Readonly<Record<string, Resolver<S>>>;

/** What the fields of each type are read from, where it is not a record of the world itself. */
export interface RefSource {
  readonly repository: Repository;
  /** `refs/heads/main`. */
  readonly name: string;
  readonly oid: string;
}

export interface ObjectSource {
  readonly repository: Repository;
  readonly oid: string;
}

export function typed(type: string, source: object | null | undefined): Typed | null {
  return source === null || source === undefined ? null : new Typed(type, source);
}

export function userByEmail({ world, usersByEmail }: Context, email: string): User | undefined {
  const key = email.toLowerCase();
  if (!usersByEmail.has(key)) usersByEmail.set(key, world.findUserByEmail(key));
  return usersByEmail.get(key);
}
