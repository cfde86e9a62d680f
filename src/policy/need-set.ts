/** Which facts a policy asks for. What is not needed is not fetched, and stands in the facts as `not-needed`. */
export interface Needs {
  readonly commits: boolean;
  readonly signatures: boolean;
  readonly files: boolean;
  readonly reviews: boolean;
  readonly pushers: boolean;
  readonly labels: boolean;
  readonly checks: boolean;
  readonly workflows: boolean;
  readonly properties: boolean;
  /** Workflow files inside of whose newest runs a rule looks. */
  readonly attempts: readonly string[];
  /** What the run of a deployment has built, and who vouches for it. */
  readonly artifacts: boolean;
  /** Open security alerts, each of these kinds a request of its own. */
  readonly codeScanning: boolean;
  readonly secretScanning: boolean;
  readonly dependencyAlerts: boolean;
  /** Logins to resolve. */
  readonly users: readonly string[];
  /** Teams to resolve with their members, as `org/slug`. */
  readonly teams: readonly string[];
}

export const noNeeds: Needs = {
  commits: false,
  signatures: false,
  files: false,
  reviews: false,
  pushers: false,
  labels: false,
  checks: false,
  workflows: false,
  properties: false,
  attempts: [],
  artifacts: false,
  codeScanning: false,
  secretScanning: false,
  dependencyAlerts: false,
  users: [],
  teams: [],
};

/** What a first evaluation asks for, before any policy is known: everything that needs no name and no request of its own. */
export const allNeeds: Needs = {
  ...noNeeds,
  commits: true,
  signatures: true,
  files: true,
  reviews: true,
  pushers: true,
  labels: true,
  checks: true,
  workflows: true,
};

export function joinNeeds(all: readonly Needs[]): Needs {
  return {
    commits: all.some((needs) => needs.commits),
    signatures: all.some((needs) => needs.signatures),
    files: all.some((needs) => needs.files),
    reviews: all.some((needs) => needs.reviews),
    pushers: all.some((needs) => needs.pushers),
    labels: all.some((needs) => needs.labels),
    checks: all.some((needs) => needs.checks),
    workflows: all.some((needs) => needs.workflows),
    properties: all.some((needs) => needs.properties),
    attempts: [...new Set(all.flatMap((needs) => needs.attempts))].toSorted(),
    artifacts: all.some((needs) => needs.artifacts),
    codeScanning: all.some((needs) => needs.codeScanning),
    secretScanning: all.some((needs) => needs.secretScanning),
    dependencyAlerts: all.some((needs) => needs.dependencyAlerts),
    users: [...new Set(all.flatMap((needs) => needs.users))].toSorted(),
    teams: [...new Set(all.flatMap((needs) => needs.teams))].toSorted(),
  };
}

/** Does `have` hold everything that `want` asks for? */
export function coversNeeds(have: Needs, want: Needs): boolean {
  return (
    (have.commits || !want.commits) &&
    (have.signatures || !want.signatures) &&
    (have.files || !want.files) &&
    (have.reviews || !want.reviews) &&
    (have.pushers || !want.pushers) &&
    (have.labels || !want.labels) &&
    (have.checks || !want.checks) &&
    (have.workflows || !want.workflows) &&
    (have.properties || !want.properties) &&
    want.attempts.every((path) => have.attempts.includes(path)) &&
    (have.artifacts || !want.artifacts) &&
    (have.codeScanning || !want.codeScanning) &&
    (have.secretScanning || !want.secretScanning) &&
    (have.dependencyAlerts || !want.dependencyAlerts) &&
    want.users.every((login) => have.users.includes(login)) &&
    want.teams.every((team) => have.teams.includes(team))
  );
}
