/** Tokens of installations and people, and the JSON Web Tokens of apps. */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import type { Actor, App, Installation, User, World } from '../world.ts';
import { GitHubError } from './github-error.ts';

const HOUR = 3_600_000;
const MAX_LIFE_SECONDS = 600;

/** `token` is what an app got for an installation: it may be narrower than the installation itself. */
export interface IssuedToken {
  readonly token: string;
  readonly actor: Actor;
  /** By the stand-in's clock; null: never. */
  readonly expiresAt: number | null;
}

export type Identity =
  | { readonly kind: 'actor'; readonly actor: Actor; readonly token: string }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'nobody' };

export class Authentication {
  readonly #world: World;
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(world: World) {
    this.#world = world;
  }

  issueToUser(user: User): string {
    return this.#issue('ghp_', { kind: 'user', user }, null).token;
  }

  issueToInstallation(
    installation: Installation,
    permissions: Readonly<Record<string, string>>,
    repositoryIds: ReadonlySet<number> | null,
  ): IssuedToken {
    return this.#issue(
      'ghs_',
      { kind: 'installation', installation, permissions, repositoryIds },
      this.#world.now() + HOUR,
    );
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** @throws GitHubError 401 when credentials are given and wrong */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined) return { kind: 'nobody' };
    const [scheme = '', rest = ''] = authorization.split(/ +/, 2);
    if (scheme.toLowerCase() === 'basic') {
      const [name = '', password = ''] = Buffer.from(rest, 'base64').toString('utf8').split(':', 2);
      return this.#byToken(password === '' || password === 'x-oauth-basic' ? name : password);
    }
    if (rest.split('.').length === 3) return { kind: 'app', app: this.#readJwt(rest) };
    return this.#byToken(rest);
  }

  #issue(prefix: string, actor: Actor, expiresAt: number | null): IssuedToken {
    const issued = {
      token: `${prefix}${randomBytes(27).toString('base64url').replaceAll(/[-_]/g, 'x')}`,
      actor,
      expiresAt,
    };
    this.#tokens.set(issued.token, issued);
    return issued;
  }

  #byToken(token: string): Identity {
    const issued = this.#tokens.get(token);
    const expired = issued?.expiresAt !== null && issued !== undefined && issued.expiresAt <= this.#world.now();
    if (issued === undefined || expired) throw new GitHubError(401, 'Bad credentials');
    const { actor } = issued;
    if (actor.kind === 'user' && actor.user.deleted) throw new GitHubError(401, 'Bad credentials');
    if (actor.kind === 'installation' && actor.installation.deleted) throw new GitHubError(401, 'Bad credentials');
    if (actor.kind === 'installation' && actor.installation.suspendedAt !== null) {
      throw new GitHubError(403, 'This installation has been suspended');
    }
    return { kind: 'actor', actor, token };
  }

  /** Judged by the system's clock, not the stand-in's: the app signs with the system's. */
  #readJwt(jwt: string): App {
    const undecodable = new GitHubError(401, 'A JSON web token could not be decoded');
    const [head = '', body = '', signature = ''] = jwt.split('.');
    const header = parse(head);
    const claims = parse(body);
    if (header === null || claims === null || header['alg'] !== 'RS256') throw undecodable;
    const issuer = typeof claims['iss'] === 'number' ? String(claims['iss']) : claims['iss'];
    const app = [...this.#world.apps.values()].find((one) => String(one.id) === issuer || one.clientId === issuer);
    if (app === undefined) throw new GitHubError(404, 'Integration not found');
    const signed = Buffer.from(`${head}.${body}`);
    if (!verify('sha256', signed, createPublicKey(app.publicKey), Buffer.from(signature, 'base64url')))
      throw undecodable;
    refuseBadTimes(claims);
    return app;
  }
}

function refuseBadTimes({ iat, exp }: Readonly<Record<string, unknown>>): void {
  const now = Math.floor(Date.now() / 1000);
  if (typeof exp !== 'number' || !Number.isInteger(exp)) {
    throw new GitHubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires.",
    );
  }
  if (exp <= now)
    throw new GitHubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires.",
    );
  if (exp > now + MAX_LIFE_SECONDS)
    throw new GitHubError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + 60) {
    throw new GitHubError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued.",
    );
  }
}

function parse(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
