/** The secret of webhooks, where a test does not care which. */
export const SECRET = 'a-webhook-secret-for-the-tests';

interface Credentials {
  readonly appId: number;
  readonly privateKey: string;
}

interface Against {
  readonly github: { readonly url: string };
  readonly secret?: string;
}

type AppSettings = Readonly<
  Record<'APP_ID' | 'PRIVATE_KEY' | 'WEBHOOK_SECRET' | 'HOST' | 'PORT' | 'GITHUB_API_URL' | 'GITHUB_SERVER_URL', string>
>;

/** What every app under test is told: who it is, and that the stand-in is its GitHub. It listens where there is room. */
export function appSettings(app: Credentials, { github, secret = SECRET }: Against): AppSettings {
  return {
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: secret,
    HOST: '127.0.0.1',
    PORT: '0',
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
  };
}
