import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { Context } from '../context.ts';
import type { WorkflowFiles } from '../ports.ts';
import { addAlert } from '../stages/alert.ts';
import { toJson } from '../stages/evidence.ts';
import type { Look } from './environments.ts';
import { type About, subjectAt, tell } from './tell.ts';
import { environmentsIn, type Finding, findUnguarded, reportOn, type WorkflowReport } from './workflow-report.ts';

/** Findings of a repository that an alert was opened for, and that are there still. */
const SCOPE = 'unguarded-job';
/** Keys are forgotten by their beginning. */
const keyOf = (repository: number): string => `${repository}.`;

/**
 * Tells which jobs of the workflow files may deploy, the first time and whenever that changed, and opens one alert for all
 * that nobody asks us about and that was not found before. Safe to repeat: the row comes last.
 */
export async function scanWorkflows(context: Context, look: Look, files: WorkflowFiles): Promise<void> {
  const report = reportOn(files);
  const document = toJson(report);
  const about: About = { ...look, name: `workflows:${look.place.repository.id}` };
  const { now } = await tell(context, about, (last) =>
    last !== null && last.document !== null && canonicalize(last.document) === canonicalize(document)
      ? null
      : {
          code: last === null ? 'workflows.seen' : 'workflows.changed',
          at: files.commit,
          shown: { part: 'workflows', document },
        },
  );
  const findings = findUnguarded(report, await ungatedIn(context, look, report));
  await warnOnce(context, look, { about, findings, entry: now?.id ?? '', commit: files.commit });
}

/** Environments that jobs name, of which a policy speaks, and where nobody waits for us: one that is not there has no gate. */
async function ungatedIn(context: Context, look: Look, report: WorkflowReport): Promise<readonly string[]> {
  const { place, speaking, commit } = look;
  const ungated: string[] = [];
  for (const environment of environmentsIn(report))
    if (speaking.of({ environment, commit }) && (await context.forge.deployments.gate(place, environment)) !== true)
      ungated.push(environment);
  return ungated;
}

interface Found {
  readonly about: About;
  readonly findings: readonly Finding[];
  /** Id of the entry that tells of them. */
  readonly entry: string;
  readonly commit: string;
}

async function warnOnce(context: Context, look: Look, { about, findings, entry, commit }: Found): Promise<void> {
  const { memory } = context.store;
  const repository = look.place.repository.id;
  const said = new Set((await memory.get(SCOPE, keyOf(repository)))?.value as readonly string[] | undefined);
  const news = findings.filter(({ key }) => !said.has(key));
  const keys = findings.map(({ key }) => key).toSorted();
  if (news.length > 0)
    await addAlert(context, look.ledger, {
      code: 'deployment.unguarded-job',
      about: subjectAt(context, about),
      key: `${repository}:${sha256Hex(canonicalize(news.map(({ key }) => key).toSorted()))}`,
      from: [entry],
      details: {
        commits: [commit],
        codes: [...new Set(news.map(({ code }) => code))].toSorted(),
        counts: { found: news.length },
        ids: { repository },
      },
    });
  if (news.length > 0 || said.size > keys.length) await memory.set(SCOPE, keyOf(repository), keys, context.clock.now());
}

/** The repository is gone. */
export async function forgetFindings({ store }: Pick<Context, 'store'>, repository: number): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(repository));
}
