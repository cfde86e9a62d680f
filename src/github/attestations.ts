import { isFault } from '../base/fault.ts';
import { type Known, known, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readShortList } from './paging.ts';
import type { Place } from './place.ts';

const MOST_PAGES = 2;

/**
 * What a repository has of this digest (SHA-256, hexadecimal): Sigstore bundles as JSON, which anybody who may write could
 * have put there. Null in the place of one that GitHub names only by an address, where it is kept compressed.
 */
export async function readAttestations(
  api: Api,
  { owner, name }: Place['repository'],
  digest: string,
): Promise<Known<readonly unknown[]>> {
  try {
    const found = await readShortList(api, {
      route: 'GET /repos/{owner}/{repo}/attestations/{subject_digest}',
      parameters: { owner, repo: name, subject_digest: `sha256:${digest}` },
      items: (body) => body.at('attestations').maybe((list) => list.list()) ?? [],
      read: (attestation) => attestation.at('bundle').raw() ?? null,
      pages: MOST_PAGES,
    });
    return found === null ? unknown('too-many', 'there are more than 200 attestations of one digest') : known(found);
  } catch (error) {
    // GitHub's word for none.
    if (isFault(error, 'github.not-found')) return known([]);
    if (isFault(error, 'github.forbidden')) return unknown('forbidden', 'the app may not read attestations');
    if (isFault(error, 'github.unavailable')) return unknown('unavailable', 'GitHub failed to list attestations');
    throw error;
  }
}
