import { Webhooks } from '@octokit/webhooks';

const checkers = new Map<string, Webhooks>();

/** Does `X-Hub-Signature-256` fit this body and secret? Compared in constant time; a malformed header does not fit. */
export async function isSigned(secret: string, body: string, signature: string): Promise<boolean> {
  const checker = checkers.get(secret) ?? new Webhooks({ secret });
  checkers.set(secret, checker);
  try {
    return await checker.verify(body, signature);
  } catch {
    return false;
  }
}
