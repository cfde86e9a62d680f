/** Check runs: made and changed by one app, within GitHub's limits; asked for again by people. */
import { may } from '../access.ts';
import { forbidden, GitHubError, invalid } from '../server/github-error.ts';
import { checkRunEventShape, checkSuiteShape } from '../shapes/check.ts';
import type {
  App,
  CheckAnnotation,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CheckSuite,
  Repository,
  User,
  World,
} from '../world.ts';

/** The body of a request, as GitHub's description has already let it through. */
export interface CheckRunFields {
  readonly name?: string;
  readonly head_sha?: string;
  readonly details_url?: string;
  readonly external_id?: string;
  readonly status?: CheckStatus;
  readonly started_at?: string;
  readonly conclusion?: CheckConclusion;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly annotations?: readonly (Partial<CheckAnnotation> &
      Pick<CheckAnnotation, 'path' | 'start_line' | 'end_line' | 'annotation_level' | 'message'>)[];
  };
  readonly actions?: CheckRun['actions'];
}

const maxText = 65_535;
const maxAnnotations = 50;
const maxSameName = 1_000;

export async function createCheckRun(
  world: World,
  app: App,
  repository: Repository,
  fields: CheckRunFields,
): Promise<CheckRun> {
  const headSha = fields.head_sha ?? '';
  const commit = /^[0-9a-f]{40}$/.test(headSha) ? await world.git.readCommit(repository.gitDir, headSha) : null;
  if (commit === null) throw invalid(`No commit found for SHA: ${headSha}`);
  refuseBeyondLimits(fields);
  return addCheckRun(world, await findSuite(world, app, repository, headSha), fields);
}

export async function addCheckRun(world: World, suite: CheckSuite, fields: CheckRunFields): Promise<CheckRun> {
  const { app, headSha } = suite;
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    name: fields.name ?? '',
    headSha,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: world.now(),
    completedAt: null,
    writtenAt: world.now(),
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  applyFields(world, run, fields);
  suite.runs.push(run);
  world.checkRuns.set(run.id, run);
  const twins = suite.runs.filter((one) => one.name === run.name);
  if (twins.length > maxSameName) forget(world, twins[0]);
  await announceCheckRun(world, run, 'created', app.bot);
  if (run.status === 'completed') await announceCheckRun(world, run, 'completed', app.bot);
  return run;
}

export async function updateCheckRun(world: World, app: App, run: CheckRun, fields: CheckRunFields): Promise<void> {
  if (run.suite.app !== app)
    throw new GitHubError(
      403,
      `Invalid app_id \`${run.suite.app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  refuseBeyondLimits(fields);
  const wasCompleted = run.status === 'completed';
  applyFields(world, run, fields);
  run.suite.requeued = false;
  run.suite.updatedAt = world.now();
  if (!wasCompleted && run.status === 'completed') await announceCheckRun(world, run, 'completed', app.bot);
}

function applyFields(world: World, run: CheckRun, fields: CheckRunFields): void {
  run.writtenAt = world.now();
  if (fields.name !== undefined) run.name = fields.name;
  if (fields.details_url !== undefined) run.detailsUrl = fields.details_url;
  if (fields.external_id !== undefined) run.externalId = fields.external_id;
  if (fields.started_at !== undefined) run.startedAt = Date.parse(fields.started_at);
  if (fields.actions !== undefined) run.actions = fields.actions;
  applyOutput(run, fields.output);
  const status = fields.conclusion !== undefined || fields.completed_at !== undefined ? 'completed' : fields.status;
  if (status === 'completed') {
    if (fields.conclusion === undefined) throw invalid('Invalid request.\n\n"conclusion" wasn\'t supplied.');
    run.status = 'completed';
    run.conclusion = fields.conclusion;
    run.completedAt = fields.completed_at === undefined ? world.now() : Date.parse(fields.completed_at);
  } else if (status !== undefined) {
    run.status = status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

function applyOutput(run: CheckRun, output: CheckRunFields['output']): void {
  if (output === undefined) return;
  if (output.title !== undefined) run.title = output.title;
  if (output.summary !== undefined) run.summary = output.summary;
  if (output.text !== undefined) run.text = output.text;
  for (const { title, raw_details, start_column, end_column, ...rest } of output.annotations ?? []) {
    run.annotations.push({
      ...rest,
      title: title ?? null,
      raw_details: raw_details ?? null,
      start_column: start_column ?? null,
      end_column: end_column ?? null,
    });
  }
}

function refuseBeyondLimits({ output, actions, conclusion }: CheckRunFields): void {
  const problems: string[] = [];
  if (conclusion === 'stale') problems.push('Only GitHub can set the conclusion stale.');
  for (const field of ['summary', 'text'] as const) {
    if ((output?.[field]?.length ?? 0) > maxText)
      problems.push(`Only ${maxText} characters are allowed in output.${field}.`);
  }
  const annotations = output?.annotations ?? [];
  if (annotations.length > maxAnnotations)
    problems.push(`No more than ${maxAnnotations} annotations are allowed in one request.`);
  for (const one of annotations) {
    if ((one.title?.length ?? 0) > 255) problems.push('An annotation title is longer than 255 characters.');
    if (Buffer.byteLength(one.message) > 65_536) problems.push('An annotation message is larger than 64 KB.');
    if (Buffer.byteLength(one.raw_details ?? '') > 65_536)
      problems.push('Annotation raw_details are larger than 64 KB.');
    const columns = one.start_column !== undefined || one.end_column !== undefined;
    if (columns && one.start_line !== one.end_line)
      problems.push('Annotation columns need start_line and end_line to be the same.');
    if (one.end_line < one.start_line) problems.push('An annotation ends before it starts.');
  }
  // The description says maxItems 3 and maxLength 20, 40, 20; actions are checked here for callers that bypass it.
  if ((actions?.length ?? 0) > 3) problems.push('No more than 3 actions are allowed.');
  if (problems.length > 0) throw invalid('Invalid request.', problems);
}

async function findSuite(world: World, app: App, repository: Repository, headSha: string): Promise<CheckSuite> {
  const known = repository.checkSuites.find(
    (suite) => suite.app === app && suite.headSha === headSha && suite.workflowRun === null,
  );
  return known ?? addSuite(world, app, { repository, headSha });
}

/** @param place.headBranch the one whose tip the commit is, when not given */
export async function addSuite(
  world: World,
  app: App,
  place: { readonly repository: Repository; readonly headSha: string; readonly headBranch?: string | undefined },
): Promise<CheckSuite> {
  const { repository, headSha } = place;
  const branches = await world.git.listRefs(repository.gitDir, 'refs/heads/');
  const known = branches.find(({ oid }) => oid === headSha)?.name.slice('refs/heads/'.length) ?? null;
  const suite: CheckSuite = {
    id: world.nextId(),
    repository,
    app,
    headSha,
    headBranch: place.headBranch ?? known,
    runs: [],
    requeued: false,
    workflowRun: null,
    createdAt: world.now(),
    updatedAt: world.now(),
  };
  repository.checkSuites.push(suite);
  world.checkSuites.set(suite.id, suite);
  return suite;
}

function forget(world: World, run: CheckRun | undefined): void {
  if (run === undefined) return;
  run.suite.runs.splice(run.suite.runs.indexOf(run), 1);
  world.checkRuns.delete(run.id);
}

/** "Re-run" on one check: the suite is queued again, the run itself stays as it is until the app changes it. */
export async function rerequestCheckRun(world: World, user: User, run: CheckRun): Promise<void> {
  if (!may({ kind: 'user', user }, run.suite.repository, 'checks', 'write')) throw forbidden();
  run.suite.requeued = true;
  await announceCheckRun(world, run, 'rerequested', user);
}

export async function rerequestCheckSuite(world: World, user: User, suite: CheckSuite): Promise<void> {
  const { repository } = suite;
  if (!may({ kind: 'user', user }, repository, 'checks', 'write')) throw forbidden();
  suite.requeued = true;
  await world.announce({
    event: 'check_suite',
    action: 'rerequested',
    repository,
    organization: organizationOf(repository),
    sender: user,
    onlyApp: suite.app,
    body: async () => ({ check_suite: await checkSuiteShape(world, suite) }),
  });
}

/** A click on a button. Buttons appear once the run is completed. */
export async function clickAction(world: World, user: User, run: CheckRun, identifier: string): Promise<void> {
  if (run.status !== 'completed') throw new GitHubError(422, 'The check run shows no buttons before it is completed.');
  if (!run.actions.some((action) => action.identifier === identifier))
    throw new GitHubError(422, `The check run has no button ${identifier}.`);
  await announceCheckRun(world, run, 'requested_action', user, { requested_action: { identifier } });
}

async function announceCheckRun(
  world: World,
  run: CheckRun,
  action: string,
  sender: User,
  extra: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { repository, app } = run.suite;
  const onlyApp = action === 'rerequested' || action === 'requested_action' ? { onlyApp: app } : {};
  await world.announce({
    event: 'check_run',
    action,
    repository,
    organization: organizationOf(repository),
    sender,
    ...onlyApp,
    body: async () => ({
      check_run: checkRunEventShape(world, run),
      ...extra,
    }),
  });
}

function organizationOf(repository: Repository): Extract<Repository['owner'], { type: 'Organization' }> | null {
  return repository.owner.type === 'Organization' ? repository.owner : null;
}
