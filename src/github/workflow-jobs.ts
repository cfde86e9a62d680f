import { isJsonObject, type JsonObject, objectOf } from '../base/json.ts';
import { readYaml } from '../policy/yaml-text.ts';

/** What a workflow file says of where its jobs deploy: GitHub's own fields, so it is read here. Pure. */

/** The shape of app/ports.ts, WorkflowJob. */
export interface WorkflowJob {
  readonly id: string;
  readonly environment:
    | { readonly is: 'none' }
    | { readonly is: 'named'; readonly name: string }
    | { readonly is: 'unknown' };
  readonly signs: readonly DeployingSign[];
}

/** `job.id-token`: it may ask for a token with which clouds let it in; `job.name`: it is called so. */
export type DeployingSign = 'job.id-token' | 'job.deployments-write' | 'job.name';

export type ReadJobs = { readonly jobs: readonly WorkflowJob[] } | { readonly why: 'no-yaml' | 'no-workflow' };

/** Reads hostile text: never throws. */
export function readJobs(text: string): ReadJobs {
  const yaml = readYaml(text);
  if ('problems' in yaml) return { why: 'no-yaml' };
  const workflow = objectOf(yaml.value);
  const { jobs } = workflow;
  if (!isJsonObject(jobs)) return { why: 'no-workflow' };
  return { jobs: Object.entries(jobs).map(([id, job]) => readJob(id, objectOf(job), workflow)) };
}

function readJob(id: string, job: JsonObject, workflow: JsonObject): WorkflowJob {
  const permissions = job['permissions'] ?? workflow['permissions'];
  const mayWrite = (name: string): boolean =>
    permissions === 'write-all' || (isJsonObject(permissions) && permissions[name] === 'write');
  const name = job['name'];
  const words = typeof name === 'string' ? `${id} ${name}` : id;
  return {
    id,
    environment: readEnvironment(job),
    signs: [
      ...(mayWrite('id-token') ? (['job.id-token'] as const) : []),
      ...(mayWrite('deployments') ? (['job.deployments-write'] as const) : []),
      ...(DEPLOYING.test(words) ? (['job.name'] as const) : []),
    ],
  };
}

/** As a whole word, also between underscores. */
const DEPLOYING = /(?<![a-z0-9])(?:deploy|release|publish)(?![a-z0-9])/i;

function readEnvironment(job: JsonObject): WorkflowJob['environment'] {
  // The jobs of the workflow that it calls have environments of their own.
  if (job['uses'] !== undefined) return { is: 'unknown' };
  const environment = job['environment'];
  const name = isJsonObject(environment) ? environment['name'] : environment;
  if (environment === undefined || environment === null || name === '') return { is: 'none' };
  if (typeof name === 'number' || typeof name === 'boolean') return { is: 'named', name: String(name) };
  return typeof name === 'string' && !name.includes('${{') ? { is: 'named', name } : { is: 'unknown' };
}
