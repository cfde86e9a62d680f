import { toRfc3339 } from '../base/clock.ts';
import { Fault, isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { type Annotation, type CheckRun, type Output, renderAnnotations, renderOutput } from './check-output.ts';
import type { Reader } from './reader.ts';

/** GitHub takes this many in one request; further requests append. */
const MOST_ANNOTATIONS = 50;

const actions = [
  { label: 'Re-check', description: 'Read everything and judge again', identifier: 'recheck' },
  { label: 'Explain', description: 'Write all reasons as a comment', identifier: 'explain' },
];

/** `pages`: the address of the repository's pages. */
type Place = { readonly owner: string; readonly name: string; readonly pages: string };

/**
 * Creates a run, or updates it in place. Safe to repeat: the same run gives the same request.
 *
 * Annotations are the exception in GitHub's API: an update only ever appends them. So a run that carries others than it
 * should is left alone, and a new one of the same name takes its place (the newest counts).
 */
export async function writeCheckRun(
  api: Api,
  place: Place,
  run: CheckRun,
  runId: number | null,
): Promise<{ readonly runId: number }> {
  const output = renderOutput(run, place.pages);
  const annotations = renderAnnotations(run);
  if (runId === null) return createRun(api, place, { run, output, annotations });
  const updated = await updateIfThere(api, place, { runId, body: bodyOf(run, output) });
  if (updated === null) return createRun(api, place, { run, output, annotations });
  const present = updated.at('output').at('annotations_count').count();
  if (present === 0) {
    await appendAnnotations(api, place, { runId, output, annotations });
    return { runId };
  }
  const isCurrent = present === annotations.length && (await holdsAnnotations(api, place, { runId, annotations }));
  return isCurrent ? { runId } : createRun(api, place, { run, output, annotations });
}

/** Our newest run with this name (any name when null) on this commit. */
export async function findCheckRun(
  api: Api,
  place: Omit<Place, 'pages'>,
  wanted: { readonly head: string; readonly name: string | null; readonly appId: number },
): Promise<{ readonly runId: number; readonly externalId: string } | null> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner: place.owner,
    repo: place.name,
    ref: wanted.head,
    ...(wanted.name === null ? {} : { check_name: wanted.name }),
    app_id: wanted.appId,
    filter: 'latest',
    per_page: 100,
  });
  const runs = body
    .at('check_runs')
    .list()
    .map((run) => ({
      runId: run.at('id').count(),
      externalId: run.at('external_id').maybe((id) => id.text()) ?? '',
    }));
  return runs.toSorted((a, b) => b.runId - a.runId)[0] ?? null;
}

interface Rendered {
  readonly run: CheckRun;
  readonly output: Output;
  readonly annotations: readonly Annotation[];
}

async function createRun(api: Api, place: Place, rendered: Rendered): Promise<{ readonly runId: number }> {
  const { run, output, annotations } = rendered;
  const { body } = await api.rest('POST /repos/{owner}/{repo}/check-runs', {
    owner: place.owner,
    repo: place.name,
    head_sha: run.head,
    ...bodyOf(run, {
      ...output,
      ...(annotations.length > 0 ? { annotations: annotations.slice(0, MOST_ANNOTATIONS) } : {}),
    }),
  });
  const runId = body.at('id').count();
  try {
    await appendAnnotations(api, place, { runId, output, annotations: annotations.slice(MOST_ANNOTATIONS) });
  } catch (error) {
    throw isFault(error, 'github.rate-limited') ? afterCreation(error) : error;
  }
  return { runId };
}

/** `held` says that nothing was sent, and the run was. */
function afterCreation({ code, message, details }: Fault): Fault {
  return new Fault(code, message, { details: { ...details, held: false } });
}

async function appendAnnotations(
  api: Api,
  place: Place,
  more: { readonly runId: number; readonly output: Output; readonly annotations: readonly Annotation[] },
): Promise<void> {
  for (let from = 0; from < more.annotations.length; from += MOST_ANNOTATIONS) {
    const annotations = more.annotations.slice(from, from + MOST_ANNOTATIONS);
    await updateRun(api, place, { runId: more.runId, body: { output: { ...more.output, annotations } } });
  }
}

/** Null: the run is gone. GitHub deletes old ones, and a commit whose run is gone would wait for ever. */
async function updateIfThere(...given: Parameters<typeof updateRun>): Promise<Reader | null> {
  try {
    return await updateRun(...given);
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

async function updateRun(
  api: Api,
  place: Place,
  update: { readonly runId: number; readonly body: Readonly<Record<string, unknown>> },
): Promise<Reader> {
  const { body } = await api.rest('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    owner: place.owner,
    repo: place.name,
    check_run_id: update.runId,
    ...update.body,
  });
  return body;
}

/** Does the run hold exactly these? Asked only when their number is right. */
async function holdsAnnotations(
  api: Api,
  place: Place,
  wanted: { readonly runId: number; readonly annotations: readonly Annotation[] },
): Promise<boolean> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
    owner: place.owner,
    repo: place.name,
    check_run_id: wanted.runId,
    per_page: 100,
  });
  const held = body.list().map((one) => `${one.at('start_line').count()}:${one.at('message').maybe((m) => m.text())}`);
  const shown = wanted.annotations.map((one) => `${one.start_line}:${one.message}`);
  return shown.length <= held.length && held.every((key, index) => key === shown[index]);
}

/** Buttons appear only once a run is completed; an earlier set is cleared when it is judged again. */
function bodyOf(run: CheckRun, output: object): Readonly<Record<string, unknown>> {
  const { status } = run;
  return {
    name: run.name,
    external_id: run.externalId,
    started_at: toRfc3339(run.startedAt),
    output,
    ...(status.state === 'completed'
      ? { status: 'completed', conclusion: status.conclusion, completed_at: toRfc3339(status.at), actions }
      : { status: 'in_progress', actions: [] }),
  };
}
