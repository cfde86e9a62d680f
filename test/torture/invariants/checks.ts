import type { CheckRunView } from '../../github/control/pull-requests.ts';
import type { Book } from '../book.ts';
import { type Decided, decisionsOf, summaryCut } from '../decisions.ts';
import { judgeFromScratch } from '../from-scratch.ts';
import type { Asked, Judged } from '../judge.ts';
import type { FastTime } from '../pace.ts';
import { CHECK, type Organization, type Scene } from '../scene.ts';
import type { Broken } from './broken.ts';

interface Place {
  readonly organization: Organization;
  readonly repository: string;
  readonly book: Book | null;
}

/**
 * Every open pull request has one check run of ours, which says what an evaluation of its head from scratch says; so does
 * the last entry about it in the ledger, and the check run names an entry and a root that stand there.
 */
export async function checkChecks(
  options: { readonly scene: Scene; readonly time: FastTime },
  places: readonly Place[],
): Promise<{ readonly judged: number; readonly broken: readonly Broken[] }> {
  const { github } = options.scene;
  const asked: Asked[] = [];
  for (const { organization, repository } of places) {
    const made = organization.repositories.find(({ fullName }) => fullName === repository);
    const [owner = '', name = ''] = repository.split('/');
    for (const { number } of await github.openPullRequests({ repository }))
      asked.push({
        installation: organization.installationId,
        repository: { id: made?.id ?? 0, owner, name },
        number,
      });
  }
  const judged = await judgeFromScratch(options, asked);
  const broken: Broken[] = [];
  if (judged.length !== asked.length) throw new Error(`${judged.length} of ${asked.length} were judged from scratch`);
  for (const one of judged) {
    const repository = `${one.repository.owner}/${one.repository.name}`;
    const book = places.find((place) => place.repository === repository)?.book ?? null;
    const runs = (await github.checkRuns({ repository, sha: one.head })).filter(({ name }) => name === CHECK);
    for (const message of complaintsOf(one, runs, book))
      broken.push({ invariant: 'checks', about: repository, number: one.number, message });
  }
  return { judged: judged.length, broken };
}

const CONCLUSIONS: Readonly<Record<string, string | null>> = {
  allow: 'success',
  deny: 'failure',
  unknown: 'failure',
  pending: null,
};

function complaintsOf(judged: Judged, runs: readonly CheckRunView[], book: Book | null): readonly string[] {
  const { number, head, decision } = judged;
  const about = `#${number} at ${head.slice(0, 7)}`;
  const [run] = runs;
  const complaints: string[] = [];
  if (run === undefined || runs.length > 1)
    complaints.push(`${about} has ${runs.length} check runs: ${runs.map(describeRun).join('; ')}`);
  const wanted = CONCLUSIONS[decision.verdict] ?? null;
  if (run !== undefined && run.conclusion !== wanted)
    complaints.push(`${about} is ${decision.verdict}, and its check run says ${run.conclusion}: ${run.title}`);
  const last: Decided | undefined =
    book === null ? undefined : decisionsOf(book).findLast((decided) => decided.number === number);
  if (last === undefined || last.head !== head) return [...complaints, `${about} has no entry`];
  const said = summaryCut(decision, last.keep);
  if (last.said !== said)
    complaints.push(`${about}: entry ${last.index} says ${last.said}, from scratch it is ${said}`);
  if (run !== undefined) complaints.push(...recordComplaints({ about, run, last, book }));
  return complaints;
}

function describeRun({ id, conclusion, title, externalId }: CheckRunView): string {
  return `${id}: ${conclusion}, ${title}, ${externalId}`;
}

interface Shown {
  readonly about: string;
  readonly run: CheckRunView;
  readonly last: Decided;
  readonly book: Book | null;
}

function recordComplaints({ about, run, last, book }: Shown): readonly string[] {
  const [, index, root] = /Recorded: entry (\d+), root `([^`]+)`/.exec(run.summary ?? '') ?? [];
  if (index === undefined) return [`${about} names no entry: ${run.title}`];
  const roots = new Set(book?.commits.map((commit) => commit.root));
  return [
    ...(Number(index) === last.index ? [] : [`${about} names entry ${index}, and the last one is ${last.index}`]),
    ...(roots.has(root ?? '') ? [] : [`${about} names a root that no commit of the ledger has: ${root}`]),
  ];
}
