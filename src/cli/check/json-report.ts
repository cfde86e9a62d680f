import type { Finding, Outcome } from '../../policy/verdict.ts';
import type { JudgedRule } from './judged.ts';
import { isElsewhere, nameInFile } from './localize.ts';
import type { PolicySource } from './policy-source.ts';
import type { ResolvedRange } from './range.ts';
import type { CheckReport } from './report.ts';

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
export function showCheckJson(report: CheckReport): string {
  return `${JSON.stringify({ version: 1, ...describe(report) }, null, 2)}\n`;
}

function describe(report: CheckReport): Readonly<Record<string, unknown>> {
  const range = describeRange(report.range);
  switch (report.outcome) {
    case 'empty':
      return { result: 'allow', exit: report.exit, range, empty: true, policy: null, rules: [] };
    case 'invalid-policy':
      return {
        result: 'deny',
        exit: report.exit,
        range,
        empty: false,
        policy: { ...describePolicy(report.source), problems: report.problems },
        rules: [],
      };
    case 'judged':
      return {
        result: report.verdict.result,
        exit: report.exit,
        range,
        empty: false,
        policy: { ...describePolicy(report.source), problems: [] },
        engine: report.verdict.engine,
        commits: report.facts.commits.known ? report.facts.commits.value.length : null,
        files: report.facts.files.known ? report.facts.files.value.length : null,
        rules: report.rules.map(describeRule),
      };
  }
}

function describeRange({ from, to, mergeBase, baseBranch }: ResolvedRange): Readonly<Record<string, unknown>> {
  return {
    from: { revision: from.text, commit: from.oid },
    to: { revision: to.text, commit: to.oid },
    mergeBase,
    baseBranch,
  };
}

function describePolicy({ path, commit }: PolicySource): Readonly<Record<string, unknown>> {
  return { path, commit };
}

function describeRule({ verdict, state, open }: JudgedRule): Readonly<Record<string, unknown>> {
  const { rule, line, enforce, when, require } = verdict;
  return { rule, line, enforce, state, open, findings: [...findingsOf(when), ...findingsOf(require)] };
}

function findingsOf(outcome: Outcome | null): readonly (Finding & { readonly condition: string })[] {
  if (outcome === null) return [];
  const condition = nameInFile(outcome);
  if (isElsewhere(outcome)) return [{ condition, code: 'not-local', truth: 'unknown', commits: [], data: {} }];
  return [...outcome.findings.map((finding) => ({ condition, ...finding })), ...outcome.parts.flatMap(findingsOf)];
}
