import { quoteIds } from './exact-ids.ts';

const LOG = /\/app\/hook\/deliveries(\?|$)/;

/** Of a Response what octokit asks for when it is told not to parse it. */
type AnswerText = Pick<Response, 'status' | 'statusText' | 'headers' | 'url' | 'text' | 'arrayBuffer'> & {
  readonly body: string;
};

/**
 * `fetch` as octokit shall use it: the body is a text that was read to its end, for `parseAnswer`. Octokit's own parser
 * asks of each number of each answer whether 53 bits hold it, which took a twentieth of the app's processor time; only
 * the log of deliveries has such numbers.
 */
export async function fetchText(...[input, init]: Parameters<typeof fetch>): Promise<AnswerText> {
  const response = await fetch(input, init);
  const { status, statusText, headers, ok, url } = response;
  const asked = input instanceof Request ? input.url : String(input);
  // Of a refusal the status says more than a body that broke off.
  const sent = await response.text().catch((error: unknown) => (ok ? Promise.reject(error) : ''));
  const body = ok && LOG.test(asked) ? quoteIds(sent) : sent;
  const text = async (): Promise<string> => await Promise.resolve(body);
  // For a refusal that calls itself neither JSON nor a text.
  const arrayBuffer = async (): Promise<ArrayBuffer> => await new Blob([body]).arrayBuffer();
  return { status, statusText, headers, url, body, text, arrayBuffer };
}

/** What octokit hands on unparsed. A text that does not call itself JSON, or is none, stays as it is. */
export function parseAnswer({ data, headers }: { readonly data: unknown; readonly headers: object }): unknown {
  const type = Object.entries(headers).find(([name]) => name === 'content-type')?.[1] as unknown;
  if (typeof data !== 'string' || typeof type !== 'string' || !/^application\/json\b/.test(type)) return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
