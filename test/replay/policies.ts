/** Every condition, in every setting that changes how it judges; most of it watched only, so that the verdict stays open to others. */
const conditions = [
  'signed: true',
  'signed: { by: author, allow_github: true }',
  'signed: { by: committer, allow_github: true }',
  'ticket: { from: jira, in: each_commit }',
  'ticket: { from: jira, in: any_commit }',
  'ticket: { from: jira, in: title }',
  'message: { matches: "^SHOP", in: each_commit }',
  'message: { matches: "^fix", in: any_commit }',
  'approved: {}',
  'approved: { by: [maintainers], count: 2 }',
  'approved: { by: [maintainers, nobody], not_by: [author] }',
  'approved: { by: [maintainers], not_by: [] }',
  'changed: { any: ["src/**"] }',
  'changed: { only: ["docs/**", "*.txt"], none: ["src/auth/**"] }',
  'author: { in: [maintainers] }',
  'author: { not_in: [maintainers] }',
  'base: [main, "release/*"]',
  'labels: { any: [fix, feature] }',
  'labels: { all: [fix], none: [do-not-merge] }',
  'draft: false',
  'fork: false',
  'head: ["release/*", "good*"]',
  'title: { matches: "^SHOP" }',
  'body: { matches: ["(?m)^## Tests$"], not_matches: "\\\\[ \\\\]" }',
  'repository: { name: "sh*", private: false }',
  'repository: { property: { tier: [gold, silver] } }',
  'lines: { total: { max: 3 } }',
  'lines: { added: { min: 1 }, ignore: ["docs/**"] }',
  'commits: { count: { max: 1 }, merges: from_base }',
  'commits: { linear: true }',
  'contributors: { in: [maintainers] }',
  'contributors: { not_in: [maintainers], who: [author, coauthors] }',
  'checks: { passed: [build] }',
  'checks: { passed: [build, lint], skipped_is: success, neutral_is: success }',
  'workflows: { passed: [.github/workflows/ci.yml] }',
  'workflows: { passed: [.github/workflows/ci.yml], event: [push], neutral_is: success }',
  'not: { title: { matches: "^SHOP" } }',
  'any: [{ draft: true }, { base: main }, { labels: { any: [fix] } }]',
  'all: [{ author: { in: [maintainers] } }, { checks: { passed: [build] } }]',
] as const;

const people = (organization: string): string => `people:
  maintainers: { teams: [${organization}/maintainers] }
  nobody: { users: [nobody-has-this-name] }
tickets:
  jira: { pattern: 'SHOP-\\d+' }
`;

/** Judges everything; what decides is that the title names a ticket and that somebody approved. */
export const everything = (organization: string): string => `version: 1
${people(organization)}rules:
  - name: the title names a ticket
    require: { ticket: { from: jira, in: title } }
  - name: somebody else reviewed it
    when: { base: [main] }
    require: { approved: { count: 1, by: [maintainers] } }
${conditions.map((condition, at) => `  - name: watched ${at + 1}\n    enforce: ${at % 5 === 0 ? 'warn' : 'observe'}\n    require: { ${condition} }\n`).join('')}`;

/** What is said of deployments only, in every setting that changes how it judges. */
const ofDeployments = [
  'environment: "prod*"',
  'source: reviewed',
  'source: { is: reviewed, late: allow, late_by: [maintainers] }',
  'landed_on: main',
  'deployer: { in: [maintainers] }',
  'deployer: { not_in: [maintainers] }',
  'deployed: { to: staging }',
  'deployed: { to: staging, for: 30d }',
  'rollback: true',
  'within: { days: mon-sun }',
  'within: { until: 2026-01-01, timezone: Europe/Paris }',
  'approved: { by: [maintainers] }',
  'signed: { by: anyone, allow_github: true }',
  'ticket: { from: jira, in: each_commit }',
  'workflows: { passed: [.github/workflows/ci.yml] }',
  'workflows: { passed: [.github/workflows/ci.yml], attempts: 1, runners: hosted, file: head }',
  'provenance: {}',
  'sbom: {}',
  'alerts: { secret_scanning: none, dependencies: { none_of: high } }',
  'alerts: { code_scanning: { none_of: medium } }',
] as const;

/** Judges everything about deployments; what decides is how the commits landed. */
export const deploying = (organization: string): string => `version: 1
${people(organization)}rules:
  - name: the title names a ticket
    require: { ticket: { from: jira, in: title } }
  - name: production runs what was reviewed
    on: [deployment]
    when: { environment: production }
    require: { source: reviewed }
${ofDeployments.map((condition, at) => `  - name: watched ${at + 1}\n    on: [deployment]\n    enforce: observe\n    require: { ${condition} }\n`).join('')}`;

/** One rule. */
export const titled = (organization: string): string => `version: 1
${people(organization)}rules:
  - name: the title names a ticket
    require: { ticket: { from: jira, in: title } }
`;

/** Nobody can say whether somebody who does not exist approved. */
export const unknowable = `version: 1
people: { ghosts: { users: [nobody-has-this-name] } }
rules:
  - name: a ghost approved it
    require: { approved: { by: [ghosts] } }
`;

export const nothingApplies = `version: 1
rules:
  - name: only elsewhere
    when: { base: [elsewhere] }
    require: { draft: false }
`;

/** Two bases under one check; a rule that `applies_to` keeps away from other repositories. */
export const floor = `version: 1
tickets:
  jira: { pattern: 'SHOP-\\d+' }
applies_to: { repository: { name: [shop] } }
gates:
  - bases: [release/1, release/2]
rules:
  - name: the floor asks for a description
    enforce: warn
    require: { body: { matches: '\\S' } }
  - name: the floor asks for no draft
    require: { draft: false }
`;

/** It has what only a floor may have. */
export const misplaced = `version: 1
gates:
  - bases: [main]
rules:
  - name: not a draft
    require: { draft: false }
`;

export const invalid = 'version: 1\nrules: 5\n';
