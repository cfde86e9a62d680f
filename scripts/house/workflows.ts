import { parse } from 'yaml';

interface Job {
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly { readonly run?: string }[];
}

/** What a job that publishes may ask for; each is to write to one place. */
const PUBLISHING: ReadonlySet<string> = new Set([
  'artifact-metadata: write',
  'attestations: write',
  'contents: read',
  'contents: write',
  'id-token: write',
  'packages: write',
]);

/** Pushed tags and nothing else: a stranger can cause none of them. */
function isRelease(on: unknown): boolean {
  return JSON.stringify(on) === '{"push":{"tags":["v*"]}}';
}

function checkPermissions({ permissions, steps = [] }: Job, mayPublish: boolean): readonly string[] {
  if (permissions === undefined) return [];
  if (!mayPublish || typeof permissions !== 'object' || permissions === null) return ['has permissions of its own'];
  const wanted = Object.entries(permissions).map(([scope, level]) => `${scope}: ${String(level)}`);
  const runsOthers = steps.some(({ run = '' }) => /\b(npx|npm (?!publish)|node |\.ci\/run)/.test(run));
  return [
    ...wanted.filter((each) => !PUBLISHING.has(each)).map((each) => `asks for ${each}`),
    ...(runsOthers ? ['holds a token that can write, and runs code of dependencies'] : []),
  ];
}

/** What a workflow of ours may not do: run code that can be exchanged, or hold a token that can write. */
export function checkWorkflow(path: string, text: string): readonly string[] {
  const workflow = parse(text) as {
    on?: unknown;
    permissions?: unknown;
    jobs?: Record<string, Job>;
  };
  const unpinned = [...text.matchAll(/^\s*(?:- )?uses:\s*(.*)$/gm)]
    .map((match) => match[1] ?? '')
    .filter((use) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(use) && !use.startsWith('./'));
  const events =
    typeof workflow.on === 'object' && workflow.on !== null ? Object.keys(workflow.on) : [String(workflow.on)];
  return [
    ...unpinned.map((use) => `${path}: ${use} is not pinned as owner/name@<40 hex digits> # v<version>`),
    ...(JSON.stringify(workflow.permissions) === '{"contents":"read"}'
      ? []
      : [`${path}: permissions have to be contents: read`]),
    ...Object.entries(workflow.jobs ?? {}).flatMap(([name, job]) => [
      ...checkPermissions(job, isRelease(workflow.on)).map((problem) => `${path}: job ${name} ${problem}`),
      ...(job['timeout-minutes'] === undefined ? [`${path}: job ${name} has no time limit`] : []),
    ]),
    ...events
      .filter((event) => event === 'pull_request_target' || event === 'workflow_run')
      .map((event) => `${path}: ${event} runs strangers' changes with our rights`),
    ...(/\$\{\{\s*github\.event\.[^}]*(title|body|message|name|ref|label)[^}]*\}\}/.test(text)
      ? [`${path}: text of strangers is pasted into a script`]
      : []),
  ];
}
