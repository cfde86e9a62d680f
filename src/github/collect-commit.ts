import { Fault } from '../base/fault.ts';
import { type ChangeFacts, known, unknown } from '../policy/facts.ts';
import { noNeeds } from '../policy/needs.ts';
import type { Api } from './api.ts';
import {
  type Collected,
  type CollectRequest,
  policyOf,
  requireSameRepository,
  usersOf,
  type Viewer,
  wholeOf,
} from './collect.ts';
import { commitQuery } from './commit-query.ts';
import { countCalls } from './counted.ts';
import { addAttempts } from './facts/attempts.ts';
import { readChecks } from './facts/checks.ts';
import { readOid } from './facts/commits.ts';
import { readFloor } from './facts/policy-file.ts';
import { readWorkflows } from './facts/workflows.ts';
import { sortFailures } from './failures.ts';
import { readLists } from './lists.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts. */
export type CollectCommit = Omit<CollectRequest, 'number' | 'groupHead'> & {
  readonly commit: string;
  /** Short name of a branch or tag that it is deployed from, as somebody called it; null: not said. */
  readonly ref: string | null;
};

/**
 * A commit that is about to be deployed: what machines said of it, and the policy of the default branch, whatever branch it
 * is deployed from. One query, and more only where lists are longer than a page.
 */
export async function collectCommit(line: Api, viewer: Viewer, request: CollectCommit): Promise<Collected> {
  const { webUrl, appId } = viewer;
  const { api, calls } = countCalls(line);
  const { needs, commit, ref, floor, policyBranch } = request;
  const query = commitQuery({ place: request.place.repository, commit, floor, needs, policyBranch });
  const answer = await api.graphql(query.text, query.variables);
  const failures = sortFailures(answer.errors);
  const data = answer.data.at('repository');
  const repository = requireSameRepository(data, request.place.repository.id);
  const found = data.at('machines');
  if (found.isNothing || found.at('__typename').text() !== 'Commit')
    throw new Fault('github.not-found', `the commit ${commit} is not there`);
  const lists = await readLists(api, {
    place: repository,
    number: null,
    // The rest belongs to pull requests.
    needs: { ...noNeeds, checks: needs.checks, workflows: needs.workflows, users: needs.users, teams: needs.teams },
    head: commit,
    groupHead: commit,
    data: answer.data,
    failures,
  });
  const change = changeOf(data, { commit, ref, tree: readOid(found.at('tree').at('oid')) });
  return {
    repository,
    change,
    policy: policyOf(data, failures, { policyBranch: policyBranch ?? change.base, place: { webUrl, ...repository } }),
    floor: readFloor(answer.data.at('floor'), {
      place: { webUrl, owner: floor.owner, name: floor.name },
      named: floor.named,
      failure: failures.ofField('floor'),
    }),
    commits: notRead,
    files: notRead,
    reviews: notRead,
    labels: notRead,
    checks: wholeOf(lists.checks, (nodes) => readChecks(nodes, appId)),
    workflows: await addAttempts(api, repository, {
      workflows: wholeOf(lists.workflows, (nodes) => readWorkflows(nodes, repository)),
      paths: needs.attempts,
    }),
    requiredChecks: notRead,
    directory: { users: await usersOf(api, { needs, data: answer.data, failures }), teams: lists.teams },
    headRef: null,
    isFromOutside: false,
    requests: calls(),
  };
}

const notRead = unknown('not-needed', 'a commit by itself does not have it');

interface Deployed {
  readonly commit: string;
  readonly tree: string;
  readonly ref: string | null;
}

/** As a change that nobody proposed: it is there already. */
function changeOf(repository: Reader, { commit, tree, ref }: Deployed): ChangeFacts {
  const base = repository.at('base');
  if (base.isNothing) throw new Fault('github.not-found', 'the repository has no default branch');
  return {
    number: null,
    title: '',
    body: '',
    author: null,
    open: true,
    merged: false,
    draft: false,
    base: base.at('name').text(),
    baseTip: readOid(base.at('target').at('oid')),
    headName: ref ?? '',
    head: commit,
    headTree: tree,
    mergeBase: unknown('not-needed', 'a deployment has no base to merge with'),
    baseChangedAt: known(null),
    assignments: known([]),
    fork: null,
    group: null,
  };
}
