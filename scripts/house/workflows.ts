import { parse } from 'yaml';

/** What a workflow of ours may not do: run code that can be exchanged, or hold a token that can write. */
export function checkWorkflow(path: string, text: string): readonly string[] {
  const workflow = parse(text) as {
    on?: unknown;
    permissions?: unknown;
    jobs?: Record<string, { permissions?: unknown; 'timeout-minutes'?: number }>;
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
      ...(job.permissions === undefined ? [] : [`${path}: job ${name} has permissions of its own`]),
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
