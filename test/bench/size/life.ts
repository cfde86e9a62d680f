import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Collected, Movement } from '../../../src/app/ports.ts';
import {
  type CheckFacts,
  type CommitFacts,
  type FileFacts,
  known,
  type Person,
  type ReviewFacts,
  unknown,
} from '../../../src/policy/facts.ts';

/** Pull requests as they live: commits and reviews come, machines speak, and in the end they may land. */

export const MOMENTS = 6;

export const POLICY = `# What has to be true before anything lands here. Ask #platform before you change it.
version: 1
people:
  maintainers: { teams: [acme/maintainers] }
  release-managers: { teams: [acme/release], users: [octo-lead] }
tickets:
  jira: { pattern: 'SHOP-\\d+', url: 'https://acme.atlassian.net/browse/{key}' }
rules:
  - name: commits are signed by the people who made them
    require: { signed: { by: committer, allow_github: true } }
  - name: every commit names a ticket
    require: { ticket: { from: jira, in: each_commit } }
  - name: nothing unfinished
    require: { message: { not_matches: '(?i)\\b(wip|fixup!|squash!)\\b' } }
  - name: two maintainers reviewed the final change
    require: { approved: { count: 2, by: [maintainers] } }
  - name: what the database keeps is reviewed by whoever releases it
    when: { changed: { any: ['**/migrations/**/*.sql', 'charts/**'] } }
    require: { approved: { count: 1, by: [release-managers] } }
  - name: built and tested
    require: { checks: { passed: ['build', 'test (22)', 'test (24)', 'lint'] } }
  - name: nothing generated
    require: { changed: { none: ['dist/**', '**/*.min.js'] } }
`;

/** The same for the same seed: a number from 0 up to (not with) `most`. */
type Draw = (most: number) => number;

function drawer(seed: string): Draw {
  let at = 0;
  return (most) => {
    at += 1;
    return createHash('sha256').update(`${seed}:${at}`).digest().readUInt32BE(0) % most;
  };
}

const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;
const oidOf = (text: string): string => createHash('sha1').update(text).digest('hex');

/** Sentences and paths of this repository: as varied as what people write. */
const sentences = readdirSync('docs')
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => readFileSync(`docs/${name}`, 'utf8').split(/(?<=[.:])\s+|\n\n+/))
  .map((sentence) =>
    sentence
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[`*|#]/g, '')
      .trim(),
  )
  .filter((sentence) => sentence.length > 20 && sentence.length < 140);
const repositoryPaths = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n');

const people: readonly Person[] = ['dana-k', 'amir', 'bo-zhang', 'chen-li', 'eli', 'freya', 'gus', 'hana'].map(
  (login, at) => ({ id: 1_000_003 + at * 71_993, login, type: 'user' }),
);
const [lead = people[0] as Person] = people;
const maintainers = people.slice(2, 6);

const APPS = [
  { id: 15_368, slug: 'github-actions' },
  { id: 57_789, slug: 'codecov' },
] as const;
const CHECKS = ['build', 'test (22)', 'test (24)', 'lint', 'docs', 'container image', 'codecov/patch'] as const;

export interface Life {
  /** What GitHub says of it at this moment, 0 to 5. */
  at(moment: number): Collected;
  /** Who moved its branch until then, newest first. */
  movements(moment: number): readonly Movement[];
}

/** 3 to 9 commits, 3 to 25 files. */
export function lifeOf(number: number): Life {
  const draw = drawer(`pull request ${number}`);
  const began = 1_795_270_200_000 + number * 5_400_000;
  const author = pick(draw, people);
  const ticket = `SHOP-${1000 + draw(3000)}`;
  const commits = makeCommits({ draw, count: 3 + draw(7), author, ticket, began, number });
  const files = makeFiles(draw, 3 + draw(23));
  const title = `${ticket} ${pick(draw, sentences)}`.slice(0, 90);
  const body = Array.from({ length: 1 + draw(4) }, () => pick(draw, sentences)).join('\n\n');
  const headName = `${author.login}/${ticket.toLowerCase()}`;
  // Pushed three times: at the beginning, in the middle, and what was found in review.
  const pushed = [Math.ceil(commits.length / 3), Math.ceil((2 * commits.length) / 3), commits.length];
  const reviewers = maintainers.filter(({ id }) => id !== author.id);
  const baseTips = Array.from({ length: 3 }, (_, at) => oidOf(`base ${number} ${at}`));
  const firstReview = 1_900_000_000 + draw(1e8);
  const heads = [commits[0]?.parents[0] ?? '', ...pushed.map((count) => commits[count - 1]?.oid ?? '')];
  return {
    movements: (moment) =>
      heads
        .slice(1, 2 + Math.min(2, Math.floor(moment / 2)))
        .map((after, at) => ({ before: heads[at] ?? '', after, actor: author, at: began + at * 1_200_000 }))
        .toReversed(),
    at: (moment) => {
      const push = Math.min(2, Math.floor(moment / 2));
      const now = commits.slice(0, pushed[push]);
      const head = now.at(-1) as CommitFacts;
      const isDone = moment % 2 === 1;
      const reviews = makeReviews({ moment, commits, pushed, reviewers, began, id: firstReview });
      return {
        repository: { id: 812_345_678, owner: 'acme', name: 'shop', private: true },
        change: {
          number,
          title,
          body,
          author,
          open: true,
          merged: false,
          draft: false,
          base: 'main',
          baseTip: baseTips[push] as string,
          headName,
          head: head.oid,
          headTree: head.tree,
          mergeBase: unknown('not-needed', 'no approval of other commits had to be compared'),
          baseChangedAt: known(null),
          assignments: known([]),
          fork: null,
          group: null,
        },
        policy: {
          state: 'present',
          text: POLICY,
          blob: oidOf(POLICY),
          commit: baseTips[push] as string,
          uri: 'https://github.com/acme/shop/blob/main/.github/countersign.yml',
        },
        floor: { state: 'absent', commit: null, uri: 'https://github.com/acme/.github' },
        commits: known(now),
        files: known(files.slice(0, Math.max(3, Math.ceil((files.length * (push + 1)) / 3)))),
        reviews: known(reviews),
        labels: unknown('not-needed', 'no rule asks for labels'),
        checks: known(makeChecks({ isDone, push })),
        workflows: unknown('not-needed', 'no rule asks for workflow runs'),
        requiredChecks: known([{ context: 'countersign: main', appId: 7 }]),
        directory: {
          users: { 'octo-lead': known(lead) },
          teams: {
            'acme/maintainers': known({ id: 4_211, members: maintainers }),
            'acme/release': known({ id: 4_212, members: people.slice(5) }),
          },
        },
        headRef: { repository: 812_345_678, ref: `refs/heads/${headName}` },
        isFromOutside: false,
        requests: 1,
      };
    },
  };
}

interface Writing {
  readonly draw: Draw;
  readonly count: number;
  readonly author: Person;
  readonly ticket: string;
  readonly began: number;
  readonly number: number;
}

function makeCommits({ draw, count, author, ticket, began, number }: Writing): readonly CommitFacts[] {
  const who = { person: author, name: author.login, email: `${author.login}@acme.example` };
  const commits: CommitFacts[] = [];
  for (let at = 0; at < count; at += 1) {
    const details = draw(3) === 0 ? `\n\n${pick(draw, sentences)}\n${pick(draw, sentences)}` : '';
    const committedAt = began - 3_600_000 + at * 700_000 + draw(60_000);
    commits.push({
      oid: oidOf(`commit ${number} ${at}`),
      tree: oidOf(`tree ${number} ${at}`),
      parents: [commits.at(-1)?.oid ?? oidOf(`merge base ${number}`)],
      message: `${ticket} ${pick(draw, sentences)}`.slice(0, 72) + details,
      author: who,
      committer: who,
      coauthors: [],
      committedAt,
      signature: known({
        state: 'valid',
        reason: 'VALID',
        format: 'ssh',
        key: `SHA256:${createHash('sha256').update(author.login).digest('base64').slice(0, 43)}`,
        signer: author,
        byGitHub: false,
      }),
      updatesFromBase: false,
    });
  }
  return commits;
}

function makeFiles(draw: Draw, count: number): readonly FileFacts[] {
  const start = draw(repositoryPaths.length - count);
  return repositoryPaths.slice(start, start + count).map((path) => ({
    path,
    previousPath: null,
    change: draw(5) === 0 ? 'added' : 'modified',
    additions: draw(120),
    deletions: draw(60),
  }));
}

interface Reviewing {
  readonly moment: number;
  readonly commits: readonly CommitFacts[];
  readonly pushed: readonly number[];
  readonly reviewers: readonly Person[];
  readonly began: number;
  readonly id: number;
}

/** Somebody wants changes of the first push, approves the second, and two approve the last. */
function makeReviews({ moment, commits, pushed, reviewers, began, id }: Reviewing): readonly ReviewFacts[] {
  const [first, second] = reviewers as [Person, Person];
  const made = [
    { from: 1, reviewer: first, state: 'changes_requested', push: 0 },
    { from: 3, reviewer: first, state: 'approved', push: 1 },
    { from: 5, reviewer: first, state: 'approved', push: 2 },
    { from: 5, reviewer: second, state: 'approved', push: 2 },
  ] as const;
  return made
    .filter(({ from }) => from <= moment)
    .map(({ reviewer, state, push, from }, at) => {
      const commit = commits[(pushed[push] ?? 1) - 1] as CommitFacts;
      return {
        id: id + at * 977,
        reviewer,
        state,
        submittedAt: began + from * 590_000 + at,
        canPush: known(true),
        commit: {
          oid: commit.oid,
          tree: commit.tree,
          mergeBase: unknown('not-needed', 'the review is of the head, or of other content'),
        },
      };
    });
}

interface Checking {
  readonly isDone: boolean;
  readonly push: number;
}

function makeChecks({ isDone, push }: Checking): readonly CheckFacts[] {
  return CHECKS.map((name, index) => ({
    source: 'check_run',
    name,
    app: APPS[index === CHECKS.length - 1 ? 1 : 0],
    state: isDone ? (push === 0 && name === 'lint' ? 'failure' : 'success') : 'pending',
  }));
}
