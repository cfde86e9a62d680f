import { systemClock } from '../../base/clock.ts';
import { findGit, openRepository, type Repository } from '../../git/git.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import type { Explanation, Segment } from '../../policy/explanation.ts';
import type { Layer } from '../../policy/layer.ts';
import { needsOf } from '../../policy/needs.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Verdict } from '../../policy/verdict.ts';
import { showCheckJson } from '../check/json-report.ts';
import { judgeLocally, toExitCode } from '../check/judged.ts';
import { gatherFacts } from '../check/local-facts.ts';
import { localizePolicy } from '../check/localize.ts';
import { type PolicySource, readBasePolicy, readPolicyFile } from '../check/policy-source.ts';
import { isEmptyRange, type ResolvedRange, resolveRange } from '../check/range.ts';
import type { CheckReport } from '../check/report.ts';
import { showSarif } from '../check/sarif.ts';
import { showCheckText } from '../check/text-report.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { validateBytes } from '../policy-bytes.ts';
import { readVersion } from '../version.ts';
import type { Words } from '../words.ts';

export const check: Command = {
  usage: '--repo DIR --range A..B [--policy FILE] [--strict] [--format text|json|sarif]',
  about: [
    'Judges the commits of a local repository, offline, with the same engine as the app: what B adds to A. The policy is .github/countersign.yml at A, the base, never the one that B proposes; or FILE.',
    'Rules that depend on what only GitHub knows (reviews, accounts, teams, whether a signature is good) are listed as not judged here; with --strict they make the answer undetermined (exit 3). An unsigned commit breaks `signed`.',
    'JSON: {"version": 1, "result", "exit", "range", "empty", "policy", "engine", "commits", "files", "rules": [{"rule", "line", "enforce", "state", "open", "findings"}]}; states are met, unmet, skipped, not-judged-here, undetermined. SARIF is 2.1.0.',
  ],
  arguments: { least: 0, most: 0 },
  options: [
    { name: 'repo', value: 'DIR', says: 'a clone or a bare repository' },
    { name: 'range', value: 'A..B', says: 'the base, and what is proposed for it: branches, tags, ids' },
    { name: 'policy', value: 'FILE', says: 'judge by this file instead of the one at A' },
    { name: 'strict', says: 'rules that cannot be judged here make the answer undetermined' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['text', 'json', 'sarif'],
      says: 'how the answer is written (default: text)',
    },
    {
      name: 'trust',
      value: 'FILE',
      later: 'is not there yet: this version does not verify signatures itself',
      says: 'keys to believe',
    },
  ],
  examples: [
    'countersign check --repo . --range origin/main..HEAD',
    'countersign check --repo . --range v1.0..v1.1 --policy draft.yml --format sarif > check.sarif',
  ],
  async run(words, io) {
    const report = await checkRange(words, io);
    await io.out(show(report, words.value('format'), io));
    return report.exit;
  },
};

async function checkRange(words: Words, io: Io): Promise<CheckReport> {
  const [directory, rangeText] = [words.require('repo'), words.require('range')];
  const repository = await openRepository(await findGit(io.environment), directory);
  const range = await resolveRange(repository, rangeText);
  if (await isEmptyRange(repository, range)) return { outcome: 'empty', exit: EXIT.yes, range };
  const file = words.value('policy');
  const source = file === null ? await readBasePolicy(repository, range.from) : await readPolicyFile(file);
  const parsed = validateBytes(source.bytes);
  if ('problems' in parsed)
    return { outcome: 'invalid-policy', exit: EXIT.no, range, source, problems: parsed.problems };
  if (io.isWatched) io.err('reading commits …\n');
  return judge({ repository, range, source, policy: parsed.policy, isStrict: words.has('strict') });
}

interface Given {
  readonly repository: Repository;
  readonly range: ResolvedRange;
  readonly source: PolicySource;
  readonly policy: Policy;
  readonly isStrict: boolean;
}

async function judge({ repository, range, source, policy, isStrict }: Given): Promise<CheckReport> {
  const at = systemClock.now();
  const facts = await gatherFacts({ repository, range, needs: needsOf(policy), at });
  const local = localizePolicy(policy, { isBaseKnown: range.baseBranch !== null });
  const layers: readonly Layer[] = [{ layer: 'repository', source: { state: 'policy', policy: local } }];
  const verdict = evaluate({ layers, facts, at });
  const rules = judgeLocally(verdict);
  const explanation = keepLocalSteps(explain({ verdict: withoutOpenRules(verdict), facts, layers }));
  return {
    outcome: 'judged',
    exit: toExitCode(verdict, rules, isStrict),
    range,
    source,
    facts,
    verdict,
    rules,
    explanation,
  };
}

/** Advice about what only GitHub can answer would mislead here. */
function withoutOpenRules(verdict: Verdict): Verdict {
  const layers = verdict.layers.map((layer) => ({
    ...layer,
    rules: layer.rules.filter(({ state }) => state !== 'unknown' && state !== 'pending'),
  }));
  return { ...verdict, layers };
}

function keepLocalSteps(explanation: Explanation): Explanation {
  return { ...explanation, steps: explanation.steps.filter(({ sentence }) => !sentence.some(isComment)) };
}

/** A comment that asks the app for something has nobody to read it here. */
function isComment(segment: Segment): boolean {
  return 'code' in segment && segment.code.startsWith('/countersign');
}

function show(report: CheckReport, format: string | null, io: Io): string {
  if (format === 'json') return showCheckJson(report);
  return format === 'sarif' ? showSarif(report, readVersion()) : showCheckText(report, io.colours);
}
