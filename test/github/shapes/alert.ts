/** Security alerts and analyses, as REST and webhooks show them. */
import type { AlertKind, Analysis, SecurityAlert } from '../alerts/records.ts';
import { type Repository, toGitHubTime, type World } from '../world.ts';
import { type Shape, userShape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

const paths: Readonly<Record<AlertKind, string>> = {
  code_scanning: 'code-scanning',
  secret_scanning: 'secret-scanning',
  dependencies: 'dependabot',
};

function commonShape(world: World, repository: Repository, { kind, number, createdAt, updatedAt }: SecurityAlert) {
  const path = paths[kind];
  return {
    number,
    created_at: toGitHubTime(createdAt),
    updated_at: toGitHubTime(updatedAt),
    url: `${repositoryUrl(world, repository)}/${path}/alerts/${number}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/security/${path}/${number}`,
  };
}

const closedAt = ({ state, updatedAt }: SecurityAlert, as: SecurityAlert['state']): string | null =>
  state === as ? toGitHubTime(updatedAt) : null;

const closer = (world: World, { state }: SecurityAlert, as: SecurityAlert['state']): Shape | null =>
  state === as ? userShape(world, world.ghost) : null;

export function codeAlertShape(world: World, repository: Repository, alert: SecurityAlert): Shape {
  const common = commonShape(world, repository, alert);
  const { state, severity, level, tool, category, ref, commit } = alert;
  return {
    ...common,
    instances_url: `${common.url}/instances`,
    state,
    fixed_at: closedAt(alert, 'fixed'),
    dismissed_by: closer(world, alert, 'dismissed'),
    dismissed_at: closedAt(alert, 'dismissed'),
    dismissed_reason: state === 'dismissed' ? "won't fix" : null,
    dismissed_comment: null,
    rule: {
      id: 'js/sql-injection',
      name: 'js/sql-injection',
      description: 'Database query built from user-controlled sources',
      severity: level,
      security_severity_level: severity,
    },
    tool: { name: tool, version: '2.20.1', guid: null },
    most_recent_instance: { ...placeShape({ ref, commit, category }), state, message: { text: 'a message' } },
  };
}

export function secretAlertShape(world: World, repository: Repository, alert: SecurityAlert): Shape {
  const common = commonShape(world, repository, alert);
  const isOpen = alert.state === 'open';
  return {
    ...common,
    locations_url: `${common.url}/locations`,
    state: isOpen ? 'open' : 'resolved',
    resolution: isOpen ? null : 'revoked',
    resolved_at: isOpen ? null : common.updated_at,
    resolved_by: isOpen ? null : userShape(world, world.ghost),
    secret_type: 'adafruit_io_key',
    secret_type_display_name: 'Adafruit IO Key',
    push_protection_bypassed: false,
  };
}

export function dependencyAlertShape(world: World, repository: Repository, alert: SecurityAlert): Shape {
  const packageShape = { ecosystem: 'npm', name: 'left-pad' };
  const severity = alert.severity ?? 'low';
  const vulnerability = {
    package: packageShape,
    severity,
    vulnerable_version_range: '< 1.3.0',
    first_patched_version: { identifier: '1.3.0' },
  };
  return {
    ...commonShape(world, repository, alert),
    state: alert.state,
    dependency: { package: packageShape, manifest_path: 'package-lock.json', scope: 'runtime' },
    security_advisory: advisoryShape(severity, vulnerability, toGitHubTime(alert.createdAt)),
    security_vulnerability: vulnerability,
    dismissed_at: closedAt(alert, 'dismissed'),
    dismissed_by: closer(world, alert, 'dismissed'),
    dismissed_reason: alert.state === 'dismissed' ? 'tolerable_risk' : null,
    dismissed_comment: null,
    fixed_at: closedAt(alert, 'fixed'),
  };
}

function advisoryShape(severity: string, vulnerability: Shape, at: string): Shape {
  return {
    ghsa_id: 'GHSA-rf4j-j272-fj86',
    cve_id: null,
    summary: 'a summary',
    description: 'a description',
    vulnerabilities: [vulnerability],
    severity,
    cvss: { score: 0, vector_string: null },
    cwes: [],
    identifiers: [{ type: 'GHSA', value: 'GHSA-rf4j-j272-fj86' }],
    references: [],
    published_at: at,
    updated_at: at,
    withdrawn_at: null,
  };
}

export function analysisShape(world: World, repository: Repository, analysis: Analysis): Shape {
  const { id, tool, error, createdAt } = analysis;
  const url = `${repositoryUrl(world, repository)}/code-scanning`;
  return {
    ...placeShape(analysis),
    error,
    created_at: toGitHubTime(createdAt),
    results_count: 0,
    rules_count: 1,
    id,
    url: `${url}/analyses/${id}`,
    sarif_id: `6c81cd8e-b078-4ac3-a3be-${String(id).padStart(12, '0')}`,
    tool: { name: tool, version: '2.20.1', guid: null },
    deletable: true,
    warning: '',
  };
}

interface AnalyzedAt {
  readonly ref: string;
  readonly commit: string;
  readonly category: string;
}

function placeShape({ ref, commit, category }: AnalyzedAt): Shape {
  return {
    ref,
    commit_sha: commit,
    analysis_key: '.github/workflows/codeql.yml:analyze',
    environment: '{}',
    category,
  };
}
