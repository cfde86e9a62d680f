import { Fault } from '../base/fault.ts';
import {
  type ChangeFacts,
  type CheckFacts,
  type CommitFacts,
  type Directory,
  type FileFacts,
  type Known,
  known,
  type Person,
  type RepositoryFacts,
  type ReviewFacts,
  unknown,
  type WorkflowFacts,
} from '../policy/facts.ts';
import type { Needs } from '../policy/needs.ts';
import type { Api } from './api.ts';
import { countCalls } from './counted.ts';
import { addAttempts } from './facts/attempts.ts';
import { findBot } from './facts/bot.ts';
import { isFromOutside, readChange, readHeadRef, readRepository, readTipTree } from './facts/change.ts';
import { readChecks } from './facts/checks.ts';
import { hasTooMany, readCommit, readOid, tooManyInCommit } from './facts/commits.ts';
import { compareContent } from './facts/content.ts';
import { readUser } from './facts/directory.ts';
import { readFile } from './facts/files.ts';
import { readLabel } from './facts/labels.ts';
import {
  failedPolicy,
  type PolicyFile,
  type PolicyPlace,
  readFloor,
  readPolicyFile,
  unreadablePolicy,
} from './facts/policy-file.ts';
import { addPreviousPaths } from './facts/renames.ts';
import { type RequiredCheck, readRequiredChecks } from './facts/required-checks.ts';
import { readReview } from './facts/reviews.ts';
import { markUpdates } from './facts/updates-from-base.ts';
import { readWorkflows } from './facts/workflows.ts';
import { type Failures, sortFailures } from './failures.ts';
import { requireWhole } from './graphql-answer.ts';
import { readLists } from './lists.ts';
import { firstQuery, isBotLogin, userAlias } from './query.ts';
import type { Reader } from './reader.ts';
import { failureWhy, incomplete, type SectionOrWhy } from './section.ts';

/** The shapes of app/ports.ts, CollectRequest and Collected. */
export interface CollectRequest {
  readonly place: { readonly repository: { readonly id: number; readonly owner: string; readonly name: string } };
  readonly number: number;
  readonly needs: Needs;
  readonly floor: { readonly owner: string; readonly name: string; readonly named: boolean };
  readonly policyBranch: string | null;
  readonly groupHead: string | null;
}

export interface Collected {
  readonly repository: RepositoryFacts;
  readonly change: ChangeFacts;
  readonly policy: PolicyFile;
  readonly floor: PolicyFile;
  readonly commits: Known<readonly CommitFacts[]>;
  readonly files: Known<readonly FileFacts[]>;
  readonly reviews: Known<readonly ReviewFacts[]>;
  readonly labels: Known<readonly string[]>;
  readonly checks: Known<readonly CheckFacts[]>;
  readonly workflows: Known<readonly WorkflowFacts[]>;
  readonly requiredChecks: Known<readonly RequiredCheck[]>;
  readonly directory: Directory;
  readonly headRef: { readonly repository: number; readonly ref: string } | null;
  readonly isFromOutside: boolean;
  readonly requests: number;
}

/** Who asks: links point to the site, and the app's own checks are no facts. */
export interface Viewer {
  readonly webUrl: string;
  readonly appId: number;
}

/** Everything a rule may know about a pull request: one query, and more only where one cannot hold it. */
export async function collect(line: Api, viewer: Viewer, request: CollectRequest): Promise<Collected> {
  const { webUrl, appId } = viewer;
  const { api, calls } = countCalls(line);
  const { needs, number, policyBranch, groupHead } = request;
  const { floor } = request;
  const query = firstQuery({ place: request.place.repository, number, floor, needs, policyBranch, groupHead });
  const answer = await api.graphql(query.text, query.variables);
  const failures = sortFailures(answer.errors);
  const repository = requireSameRepository(answer.data.at('repository'), request.place.repository.id);
  const pull = answer.data.at('repository').at('pullRequest');
  if (pull.isNothing) throw new Fault('github.not-found', `pull request ${number} is not there`);

  const headTree = readTipTree(pull) ?? (await readTree(api, repository, readOid(pull.at('headRefOid'))));
  const change = readChange(pull, number, headTree);
  const lists = await readLists(api, {
    place: repository,
    number,
    needs,
    head: change.head,
    groupHead,
    data: answer.data,
    failures,
  });

  const commits = commitsOf(lists.commits, change.head, needs.signatures);
  const files = filesOf(lists.files, pull.at('changedFiles').count());
  const content = await withContent(api, repository, { change, reviews: reviewsOf(lists.reviews) });
  return {
    repository,
    change: content.change,
    policy: policyOf(answer.data.at('repository'), failures, { policyBranch, place: { webUrl, ...repository } }),
    floor: readFloor(answer.data.at('floor'), {
      place: { webUrl, owner: floor.owner, name: floor.name },
      named: floor.named,
      failure: failures.ofField('floor'),
    }),
    commits: commits.known ? await markUpdates(api, repository, { change, commits: commits.value }) : commits,
    files: files.known
      ? known(await addPreviousPaths(api, repository, { number, head: change.head, files: files.value }))
      : files,
    reviews: content.reviews,
    labels: wholeOf(lists.labels, (nodes) => nodes.map(readLabel)),
    checks: wholeOf(lists.checks, (nodes) => readChecks(nodes, appId)),
    workflows: await addAttempts(api, repository, {
      workflows: wholeOf(lists.workflows, (nodes) => readWorkflows(nodes, repository)),
      paths: needs.attempts,
    }),
    requiredChecks: readRequiredChecks(pull.at('baseRef'), failures.ofSection('rules')),
    directory: { users: await usersOf(api, { needs, data: answer.data, failures }), teams: lists.teams },
    headRef: readHeadRef(pull),
    isFromOutside: isFromOutside(pull),
    requests: calls(),
  };
}

/** Names are given away again: another repository that has the name now is not the one that was meant. */
export function requireSameRepository(reader: Reader, id: number): RepositoryFacts {
  if (reader.isNothing) throw new Fault('github.not-found', 'the repository is not there');
  const repository = readRepository(reader);
  if (repository.id !== id) throw new Fault('github.not-found', 'the name belongs to another repository now');
  return repository;
}

/** A pull request without commits does not list its head. */
async function readTree(api: Api, place: RepositoryFacts, oid: string): Promise<string> {
  const text = `query Tree($owner: String!, $name: String!, $oid: GitObjectID!) {
    repository(owner: $owner, name: $name) { object(oid: $oid) { ... on Commit { tree { oid } } } }
  }`;
  const data = requireWhole(await api.graphql(text, { owner: place.owner, name: place.name, oid }), 'tree of the head');
  return readOid(data.at('repository').at('object').at('tree').at('oid'));
}

/** At the tip of the base, or of the branch that the policy of several bases is read from. */
export function policyOf(
  repository: Reader,
  failures: Failures,
  { policyBranch, place }: { readonly policyBranch: string | null; readonly place: PolicyPlace },
): PolicyFile {
  const what = policyBranch === null ? 'the base branch' : `the branch ${policyBranch}, which holds the policy,`;
  const failure = failures.ofSection(policyBranch === null ? 'base-policy' : 'policy');
  if (failure !== null) return failedPolicy(place, failureWhy(failure, what));
  const ref = policyBranch === null ? repository.at('pullRequest').at('baseRef') : repository.at('policy');
  return ref.isNothing
    ? unreadablePolicy(place, { code: 'unavailable', detail: `${what} is gone` })
    : readPolicyFile(ref.at('target'), place);
}

/** All commits, or why not: as many different ones as GitHub says there are, and the head is the last. */
function commitsOf(section: SectionOrWhy, head: string, signatures: boolean): Known<readonly CommitFacts[]> {
  if ('why' in section) return { known: false, why: section.why };
  const nodes = section.nodes.map((node) => ({ ...node, commit: node.reader.at('commit') }));
  if (nodes.some(({ commit }) => hasTooMany(commit))) return tooManyInCommit;
  const commits = nodes.map(({ commit, signatureFailed }) => readCommit(commit, { signatures, signatureFailed }));
  if (new Set(commits.map(({ oid }) => oid)).size !== section.total || commits.length !== section.total) {
    throw incomplete('GitHub listed other commits than it counted');
  }
  if (commits.length > 0 && commits.at(-1)?.oid !== head) throw incomplete('the last commit is not the head');
  return known(commits);
}

function filesOf(section: SectionOrWhy, changed: number): Known<readonly FileFacts[]> {
  if ('why' in section) return { known: false, why: section.why };
  const files = section.nodes.map(({ reader }) => readFile(reader));
  if (new Set(files.map(({ path }) => path)).size !== changed || section.total !== changed) {
    throw incomplete('GitHub listed other files than it counted');
  }
  return known(files);
}

function reviewsOf(section: SectionOrWhy): Known<readonly ReviewFacts[]> {
  if ('why' in section) return { known: false, why: section.why };
  if (section.nodes.length !== section.total) throw incomplete('GitHub listed other reviews than it counted');
  return known(section.nodes.map(({ reader }) => readReview(reader)).filter((review) => review !== null));
}

/** These change all the time: a list that does not add up is unknown for a while, and stops no other rule. */
export function wholeOf<T>(section: SectionOrWhy, read: (nodes: readonly Reader[]) => T): Known<T> {
  if ('why' in section) return { known: false, why: section.why };
  if (section.nodes.length !== section.total) return unknown('incomplete', 'GitHub listed others than it counted');
  return known(read(section.nodes.map(({ reader }) => reader)));
}

async function withContent(
  api: Api,
  place: RepositoryFacts,
  facts: { readonly change: ChangeFacts; readonly reviews: Known<readonly ReviewFacts[]> },
): Promise<typeof facts> {
  if (!facts.reviews.known) return facts;
  const compared = await compareContent(api, place, { change: facts.change, reviews: facts.reviews.value });
  return { change: compared.change, reviews: known(compared.reviews) };
}

export async function usersOf(
  api: Api,
  asked: { readonly needs: Needs; readonly data: Reader; readonly failures: Failures },
): Promise<Readonly<Record<string, Known<Person>>>> {
  const users: [string, Known<Person>][] = [];
  const people = asked.needs.users.filter((login) => !isBotLogin(login));
  for (const [index, login] of people.entries()) {
    const alias = userAlias(index);
    users.push([login, readUser(asked.data.at(alias), login, asked.failures.ofField(alias))]);
  }
  for (const login of asked.needs.users.filter(isBotLogin)) users.push([login, await findBot(api, login)]);
  return Object.fromEntries(users);
}
