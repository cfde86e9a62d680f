/** Where people look at a repository. */
export function pagesOf(webUrl: string, { owner, name }: { readonly owner: string; readonly name: string }): string {
  return `${webUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/**
 * The address that people open in a browser, for a REST base URL: `https://api.github.com` is `https://github.com`,
 * `https://<host>/api/v3` (Enterprise Server) is `https://<host>`, `https://api.<tenant>.ghe.com` is
 * `https://<tenant>.ghe.com`; anything else (the stand-in) serves both under one address.
 */
export function webUrlOf(baseUrl: string): string {
  const url = baseUrl.replace(/\/+$/, '');
  const server = /^(https?:\/\/[^/]+)\/api\/v3$/.exec(url)?.[1];
  if (server !== undefined) return server;
  const tenant = /^https:\/\/api\.((?:[^/.]+\.ghe|github)\.com)$/.exec(url)?.[1];
  return tenant === undefined ? url : `https://${tenant}`;
}
