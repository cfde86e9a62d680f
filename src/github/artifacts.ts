import { isFault } from '../base/fault.ts';
import { type Known, known, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readShortList } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, RunArtifact. */
export interface RunArtifact {
  readonly name: string;
  readonly digest: string | null;
}

/** Of all attempts of the run. More than a page is too many: for each another request is made. */
export async function readArtifacts(
  api: Api,
  { owner, name }: Place['repository'],
  run: number,
): Promise<Known<readonly RunArtifact[]>> {
  try {
    const found = await readShortList(api, {
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
      parameters: { owner, repo: name, run_id: run },
      items: (body) => body.at('artifacts').list(),
      read: readArtifact,
      pages: 1,
    });
    return found === null ? unknown('too-many', 'the run has more than 100 artifacts') : known(found);
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found'))
      return unknown('forbidden', 'the app may not read the artifacts of the run');
    if (isFault(error, 'github.unavailable')) return unknown('unavailable', 'GitHub failed to list the artifacts');
    throw error;
  }
}

function readArtifact(artifact: Reader): RunArtifact {
  const digest = artifact.at('digest').maybe((text) => text.text());
  return { name: artifact.at('name').text(), digest: /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1] ?? null };
}
