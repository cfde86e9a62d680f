import type { Instant } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { readDependencyAlerts, readSecretAlerts } from './alerts.ts';
import { readArtifacts } from './artifacts.ts';
import { readAttestations } from './attestations.ts';
import type { Urgency } from './budget/limits.ts';
import { listOpen, listWithHead, readActivity, readMovements, readOpen } from './changes.ts';
import type { CheckRun } from './check-output.ts';
import { findCheckRun, writeCheckRun } from './check-run.ts';
import type { Client } from './client.ts';
import { readCodeScanning, type Scanned } from './code-scanning.ts';
import { type CollectRequest, collect } from './collect.ts';
import { type CollectCommit, collectCommit } from './collect-commit.ts';
import { type Comment, hasComment, writeComment } from './comments.ts';
import { type HistoryRequest, readHistory } from './commit-history.ts';
import { readAttempts, readPayload, redeliver } from './deliveries.ts';
import { type GateAnswer, writeGateAnswer } from './deployment-answer.ts';
import { readRun, readRunReviews } from './deployment-run.ts';
import { readEnvironments, readGate } from './environments.ts';
import { listShipped } from './facts/compare.ts';
import { readLanded } from './landed.ts';
import { createLedgerBranch } from './ledger-branch.ts';
import { readMergeQueue } from './merge-queue.ts';
import { readMerged } from './merged.ts';
import { readFirstChecks, readOpenChecks } from './open-checks.ts';
import type { Place } from './place.ts';
import { readProtection } from './protection.ts';
import {
  findRepository,
  listInstallations,
  listRepositories,
  readAppPermissions,
  readLastTouched,
  readPermission,
  readProperties,
  readRequired,
} from './repositories.ts';
import { readBypass } from './rule-suites.ts';
import { readJobs } from './run-jobs.ts';
import { readTag } from './tags.ts';
import { pagesOf } from './web-url.ts';
import { readWorkflowFiles } from './workflow-files.ts';

/** All doors to GitHub (app/ports.ts, Forge) over one client: for people, unless they are taken for something else. */
export function createForge(options: { readonly client: Client; readonly appId: number }) {
  const { client, appId } = options;
  if (client.appId !== appId) throw new Fault('internal.bug', 'the client belongs to another app');
  const person = createDoors(client, appId, 'person');
  const record = createDoors(client, appId, 'record');
  return { ...person, as: { person, record, background: createDoors(client, appId, 'background') } };
}

/** Their urgency is said once, here, and not with every request: who takes them knows for whom the work is. */
function createDoors(client: Client, appId: number, urgency: Urgency) {
  const installation = (id: number) => client.installation(id, urgency);
  const app = () => client.app(urgency);
  const line = (place: Place) => installation(place.installation);
  const paged = ({ repository }: Place) => ({ ...repository, pages: pagesOf(client.webUrl, repository) });
  return {
    changes: {
      collect: async (request: CollectRequest & { readonly place: Place }) =>
        collect(line(request.place), { webUrl: client.webUrl, appId }, request),
      open: async (place: Place, base: string | null) => listOpen(line(place), place.repository, base),
      openChecks: async (place: Place, after: string | null) =>
        readOpenChecks(line(place), place.repository, { appId, after }),
      firstChecks: async (places: readonly Place[]) => {
        const [first] = places;
        const names = places.map(({ repository }) => repository);
        return first === undefined ? [] : readFirstChecks(line(first), names, appId);
      },
      merged: async (place: Place, since: Instant) => readMerged(line(place), place.repository, since),
      landed: async (place: Place, moved: Parameters<typeof readLanded>[2]) =>
        readLanded(line(place), place.repository, moved),
      tag: async (place: Place, wanted: Parameters<typeof readTag>[2]) =>
        readTag(line(place), place.repository, wanted),
      head: async (place: Place, number: number) => readOpen(line(place), place.repository, number),
      withHead: async (place: Place, head: string) => listWithHead(line(place), place.repository, head),
      queue: async (place: Place, base: string) => readMergeQueue(line(place), place.repository, base),
      movements: async (place: Place, ref: string, since: Instant) =>
        readMovements(line(place), place.repository, { ref, since }),
      activity: async (place: Place, ref: string) => readActivity(line(place), place.repository, ref),
    },
    checks: {
      write: async (place: Place, run: CheckRun, runId: number | null) =>
        writeCheckRun(line(place), paged(place), run, runId),
      find: async (place: Place, head: string, name: string | null) =>
        findCheckRun(line(place), place.repository, { head, name, appId }),
    },
    comments: {
      write: async (place: Place, number: number, comment: Comment) =>
        writeComment(line(place), paged(place), { ...comment, number }),
      has: async (place: Place, number: number, wanted: { readonly marker: string; readonly since: Instant }) =>
        hasComment(line(place), place.repository, { ...wanted, number }),
    },
    deployments: {
      collect: async (request: CollectCommit & { readonly place: Place }) =>
        collectCommit(line(request.place), { webUrl: client.webUrl, appId }, request),
      run: async (place: Place, run: number) => readRun(line(place), place.repository, run),
      reviews: async (place: Place, run: number) => readRunReviews(line(place), place.repository, run),
      commits: async (place: Place, wanted: HistoryRequest) => readHistory(line(place), place.repository, wanted),
      between: async (place: Place, range: { readonly from: string; readonly to: string }) =>
        listShipped(line(place), place.repository, range),
      artifacts: async (place: Place, run: number) => readArtifacts(line(place), place.repository, run),
      attestations: async (place: Place, digest: string) => readAttestations(line(place), place.repository, digest),
      answer: async (place: Place, answer: GateAnswer) => writeGateAnswer(line(place), paged(place), answer),
      environments: async (place: Place) => readEnvironments(line(place), place.repository),
      gate: async (place: Place, environment: string) =>
        readGate(line(place), place.repository, { environment, appId }),
      workflowFiles: async (place: Place, commit: string | null) =>
        readWorkflowFiles(line(place), place.repository, commit),
    },
    runs: {
      jobs: async (place: Place, of: { readonly run: number; readonly attempt: number }) =>
        readJobs(line(place), place.repository, of),
    },
    alerts: {
      codeScanning: async (place: Place, scanned: Scanned) => readCodeScanning(line(place), place.repository, scanned),
      secretScanning: async (place: Place) => readSecretAlerts(line(place), place.repository),
      dependencies: async (place: Place) => readDependencyAlerts(line(place), place.repository),
    },
    repositories: {
      permission: async (place: Place, login: string) => readPermission(line(place), place.repository, login),
      required: async (place: Place, branch: string, checkName: string) =>
        readRequired(line(place), place.repository, { branch, checkName, appId }),
      protection: async (place: Place, branch: string) => readProtection(line(place), place.repository, branch),
      bypass: async (place: Place, moved: Parameters<typeof readBypass>[2]) =>
        readBypass(line(place), place.repository, moved),
      properties: async (place: Place) => readProperties(line(place), place.repository),
      find: async (id: number, names: { readonly owner: string; readonly name: string }) =>
        findRepository({ app: app(), installation: installation(id) }, id, names),
      lastTouched: async (place: Place, branch: string, path: string) =>
        readLastTouched(line(place), place.repository, { branch, path }),
      ofInstallation: async (id: number) => listRepositories(installation(id), id),
      installations: async () => listInstallations(app()),
      permissions: async () => readAppPermissions(app()),
    },
    hook: {
      attempts: async (wanted: { readonly cursor: string | null; readonly isFailedOnly: boolean }) =>
        readAttempts(app(), wanted),
      payload: async (id: string) => readPayload(app(), id),
      redeliver: async (id: string) => redeliver(app(), id),
    },
    ledgerBranch: (place: Place, branch: string) =>
      createLedgerBranch(() => line(place), { ...place.repository, branch }),
  };
}
