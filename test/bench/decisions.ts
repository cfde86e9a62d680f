import { evaluate } from '../../src/policy/evaluate.ts';
import { type Facts, type FileFacts, known, type Person, type ReviewFacts } from '../../src/policy/facts.ts';
import {
  amir,
  bo,
  chen,
  commit,
  dana,
  eli,
  file,
  layerOf,
  makeFacts,
  now,
  oid,
  parse,
  review,
} from '../policy/scenery.ts';
import { type Figure, median } from './figure.ts';

const COMMITS = 50;
const REVIEWS = 20;
const FILES = 200;
const SCENES = 60;
const PASSES = 15;
const ROUNDS = 9;

/**
 * Pure evaluation on one core. What the engine remembers, it remembers of the facts and of the list of files: both are
 * other objects at every decision, so that each is judged as if for the first time.
 */
export async function measureDecisions(): Promise<readonly Figure[]> {
  const layers = [layerOf(parse(POLICY))];
  const scenes = Array.from({ length: SCENES }, (_, index) => makeScene(index));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let took = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      const fresh = scenes.map(copyFacts);
      const began = performance.now();
      for (const facts of fresh) evaluate({ layers, facts, at: now });
      took += performance.now() - began;
    }
    rates.push((SCENES * PASSES * 1_000) / took);
  }
  const warm = rates.slice(1);
  return [
    {
      name: 'pure evaluation',
      value: median(warm),
      unit: '/s',
      reach: { is: '≥', value: 2_000 },
      how: `20 rules, ${COMMITS} commits, ${REVIEWS} reviews, ${FILES} files; median of ${warm.length} × ${SCENES * PASSES}, one core`,
    },
  ];
}

function copyFacts({ files, ...facts }: Facts): Facts {
  return { ...facts, files: files.known ? known([...files.value]) : files };
}

const WORDS = ['rounding', 'of', 'prices', 'when', 'the', 'currency', 'has', 'no', 'minor', 'unit', 'cache', 'retry'];
const DIRECTORIES = ['src/auth', 'src/price', 'src/web/pages', 'test/price', 'docs/guides', 'db/migrations', 'charts'];
const ENDINGS = ['ts', 'md', 'sql', 'yaml', 'json'];
const PEOPLE: readonly Person[] = [amir, bo, chen, eli];

/** Deterministic, and different for each seed: subjects of 60 to 80 bytes, a body of 300 bytes in one of five. */
function makeScene(seed: number): Facts {
  const pick = <T>(values: readonly T[], index: number): T => values[(seed * 7 + index * 13) % values.length] as T;
  const commits = Array.from({ length: COMMITS }, (_, index) => {
    const words = Array.from({ length: 12 }, (_each, word) => pick(WORDS, index * 5 + word)).join(' ');
    const subject = `fix(price): SHOP-${(seed % 900) + Math.floor(index / 10)} ${words}`.slice(
      0,
      60 + ((seed + index) % 21),
    );
    const body = index % 5 === 0 ? `\n\n${words.repeat(8).slice(0, 260)}\nSigned-off-by: Dana <dana@x.org>\n` : '\n';
    return commit(1_000 + index, { message: `${subject}${body}` });
  });
  const head = commits.at(-1)?.oid ?? oid(1);
  const files: FileFacts[] = Array.from({ length: FILES }, (_, index) =>
    file(`${pick(DIRECTORIES, index)}/part-${(seed + index) % 40}/file-${index}.${pick(ENDINGS, index * 3)}`),
  );
  const reviews: ReviewFacts[] = Array.from({ length: REVIEWS }, (_, index) =>
    review(pick(PEOPLE, index), {
      state: index % 3 === 0 ? 'commented' : 'approved',
      commit: { oid: index % 2 === 0 ? head : oid(1_010), tree: oid(5), mergeBase: known(oid(9)) },
    }),
  );
  return makeFacts({
    change: { head, title: `SHOP-${seed} prices` },
    commits: known(commits),
    files: known(files),
    reviews: known(reviews),
    pushers: known([dana]),
  });
}

const POLICY = `
version: 1
people:
  maintainers: { teams: [acme/maintainers] }
  release-managers: { teams: [acme/release], users: [octo-lead] }
tickets:
  jira: { pattern: '[A-Z][A-Z0-9]+-\\d+', url: 'https://acme.atlassian.net/browse/{key}' }
rules:
  - { name: signed, require: { signed: { by: committer } } }
  - { name: ticket, require: { ticket: { from: jira, in: each_commit } } }
  - { name: conventional, require: { message: { matches: '^(feat|fix|docs|test|chore|refactor)(\\([a-z-]+\\))?!?: .+' } } }
  - { name: no work in progress, require: { message: { not_matches: '(?i)\\b(wip|fixup!|squash!)\\b' } } }
  - { name: no full stop, require: { message: { not_matches: '[.!?]$' } } }
  - { name: no look-alike secrets, require: { message: { not_matches: '(ghp|gho|ghs)_[A-Za-z0-9]{36}', part: whole } } }
  - { name: reviewed, require: { approved: { count: 1, by: [maintainers] } } }
  - { name: security, when: { changed: { any: ['src/auth/**', 'src/crypto/**'] } }, require: { approved: { count: 2, by: [maintainers] } } }
  - { name: migrations, when: { changed: { any: ['**/migrations/**/*.sql'] } }, require: { approved: { by: [release-managers] } } }
  - { name: workflows, when: { changed: { any: ['.github/workflows/*.{yml,yaml}'] } }, require: { approved: { count: 2, by: [maintainers] } } }
  - { name: charts, when: { changed: { any: ['charts/**/*.yaml', 'deploy/**'] } }, require: { approved: { by: [release-managers] } } }
  - { name: documentation alone, when: { changed: { only: ['docs/**', '**/*.md'] } }, require: { approved: { count: 1, by: [maintainers] } } }
  - { name: nothing generated, require: { changed: { none: ['dist/**', '**/*.min.js', 'vendor/**'] } } }
  - { name: tests change too, when: { changed: { any: ['src/**'] } }, require: { changed: { any: ['test/**'] } } }
  - { name: the base, require: { base: ['main', 'release/*'] } }
  - { name: bots are looked at twice, when: { not: { author: { not_in: [release-managers] } } }, require: { approved: { count: 2, by: [maintainers] } } }
  - { name: releases, when: { base: ['release/*'] }, require: { approved: { by: [release-managers] } } }
  - { name: ticket in the title, require: { ticket: { from: jira, in: title } } }
  - { name: either way, require: { any: [ { approved: { by: [release-managers] } }, { changed: { none: ['src/crypto/**'] } } ] } }
  - { name: not by outsiders, enforce: warn, require: { not: { author: { in: [release-managers] } } } }
`;
