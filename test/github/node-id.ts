/** GraphQL node ids: a prefix as GitHub's own have, then the id in base64url, so that REST and GraphQL agree on them. */
const prefixes = {
  user: 'U',
  organization: 'O',
  team: 'T',
  app: 'A',
  repository: 'R',
  pullRequest: 'PR',
  review: 'PRR',
  comment: 'IC',
  checkSuite: 'CS',
  checkRun: 'CR',
  ruleset: 'RRS',
  label: 'LA',
  timelineEvent: 'TE',
  status: 'SC',
  workflow: 'W',
  workflowRun: 'WFR',
  mergeQueue: 'MQ',
  mergeQueueEntry: 'MQE',
  environment: 'EN',
  deployment: 'DE',
  deploymentStatus: 'DES',
  gate: 'GA',
  artifact: 'AR',
} as const;

export type NumberedKind = Exclude<keyof typeof prefixes, UnfoundKind>;

/** They have node ids, but nothing is found by them. */
type UnfoundKind =
  | 'label'
  | 'timelineEvent'
  | 'status'
  | 'mergeQueue'
  | 'mergeQueueEntry'
  | 'workflow'
  | 'workflowRun'
  | 'environment'
  | 'deployment'
  | 'deploymentStatus'
  | 'artifact'
  | 'gate';

const unfound: ReadonlySet<string> = new Set<UnfoundKind>([
  'label',
  'timelineEvent',
  'status',
  'mergeQueue',
  'mergeQueueEntry',
  'workflow',
  'workflowRun',
  'environment',
  'deployment',
  'deploymentStatus',
  'artifact',
  'gate',
]);

export type ParsedNodeId =
  | { readonly kind: NumberedKind; readonly id: number }
  | { readonly kind: 'ref'; readonly repositoryId: number; readonly name: string }
  | { readonly kind: 'gitObject'; readonly repositoryId: number; readonly name: string };

export function nodeId(kind: keyof typeof prefixes, id: number): string {
  return `${prefixes[kind]}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** @param name the full ref name (`refs/heads/main`), or the object id */
export function nodeIdInRepository(kind: 'ref' | 'gitObject', repositoryId: number, name: string): string {
  return `${kind === 'ref' ? 'REF' : 'GO'}_${Buffer.from(`${repositoryId}:${name}`).toString('base64url')}`;
}

export function parseNodeId(text: string): ParsedNodeId | undefined {
  const split = text.indexOf('_');
  if (split < 0) return undefined;
  const prefix = text.slice(0, split);
  const key = Buffer.from(text.slice(split + 1), 'base64url').toString();
  if (prefix === 'REF' || prefix === 'GO') {
    const match = /^(\d+):(.+)$/s.exec(key);
    if (match === null) return undefined;
    const inRepository = { repositoryId: Number(match[1]), name: match[2] ?? '' };
    return prefix === 'REF' ? { kind: 'ref', ...inRepository } : { kind: 'gitObject', ...inRepository };
  }
  const kind = Object.entries(prefixes).find(([, known]) => known === prefix)?.[0];
  if (kind === undefined || unfound.has(kind)) return undefined;
  return /^\d+$/.test(key) ? { kind: kind as NumberedKind, id: Number(key) } : undefined;
}
