import type { Instant } from '../../src/base/clock.ts';
import type { Owner, User } from './model.ts';

/** Apps, where they are installed, and what is sent to them: a part of the model. */

export interface App {
  readonly id: number;
  slug: string;
  name: string;
  readonly owner: Owner;
  readonly clientId: string;
  /** SPKI PEM: the key that app JSON Web Tokens are verified with. */
  publicKey: string;
  webhookUrl: string | null;
  webhookSecret: string | null;
  /** What a new installation is granted. */
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  /** The account `<slug>[bot]` that acts for it. */
  readonly bot: User;
  readonly createdAt: Instant;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Owner;
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  /** null: every repository of the account. */
  repositoryIds: Set<number> | null;
  suspendedAt: Instant | null;
  deleted: boolean;
  readonly createdAt: Instant;
  updatedAt: Instant;
}

/** Who makes a request. An installation's token may be narrower than the installation. */
export type Actor =
  | { readonly kind: 'user'; readonly user: User }
  | {
      readonly kind: 'installation';
      readonly installation: Installation;
      readonly permissions: Readonly<Record<string, string>>;
      readonly repositoryIds: ReadonlySet<number> | null;
    };

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  deliveredAt: Instant;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
  responseHeaders: Readonly<Record<string, string>>;
  responsePayload: string | null;
}
