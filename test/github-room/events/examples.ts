import { createRequire } from 'node:module';

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const all = createRequire(import.meta.url)(
  '@octokit/webhooks-examples/api.github.com/index.json',
) as readonly Example[];

/** Every payload that GitHub's own examples hold, by event. */
export const payloads: readonly { readonly event: string; readonly payload: Readonly<Record<string, unknown>> }[] =
  all.flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));

export const dana = { id: 5, login: 'dana', type: 'User' };

/** What every payload of ours carries. */
export const envelope = {
  installation: { id: 7 },
  repository: { id: 70, name: 'shop', full_name: 'acme/shop', default_branch: 'main', owner: { login: 'acme' } },
  sender: dana,
};

export const place = { installation: 7, repository: { id: 70, owner: 'acme', name: 'shop' } };
export const by = { id: 5, login: 'dana', type: 'user' };
