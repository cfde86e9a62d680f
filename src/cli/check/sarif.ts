import { pathToFileURL } from 'node:url';
import type { Enforcement } from '../../policy/verdict.ts';
import { EXIT } from '../exit-code.ts';
import type { JudgedRule } from './judged.ts';
import type { PolicySource } from './policy-source.ts';
import type { CheckReport, InvalidReport, JudgedReport } from './report.ts';
import { showSentence } from './sentence.ts';
import { explainOpen } from './text-report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Enforcement, string>> = { block: 'error', warn: 'warning', observe: 'note' };

type Json = Readonly<Record<string, unknown>>;

/**
 * SARIF 2.1.0. A result is a broken rule at one commit; its place is the rule's line in the policy, because SARIF knows
 * files and not commits, and the commit is a logical location. What could not be judged is a notification, not a result:
 * viewers show every result as something to mend.
 */
export function showSarif(report: CheckReport, version: string): string {
  const { rules, results, notifications } = describe(report);
  const driver = { name: 'Countersign', version, rules };
  const invocation = {
    executionSuccessful: report.exit !== EXIT.undetermined,
    exitCode: report.exit,
    toolExecutionNotifications: notifications,
  };
  const run = { tool: { driver }, invocations: [invocation], columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

interface Described {
  readonly rules: readonly Json[];
  readonly results: readonly Json[];
  readonly notifications: readonly Json[];
}

function describe(report: CheckReport): Described {
  switch (report.outcome) {
    case 'empty':
      return {
        rules: [],
        results: [],
        notifications: [{ level: 'note', message: { text: 'The range is empty: there is nothing to judge.' } }],
      };
    case 'invalid-policy':
      return describeInvalid(report);
    case 'judged':
      return describeJudged(report);
  }
}

function describeInvalid({ source, problems }: InvalidReport): Described {
  const ids = [...new Set(problems.map(({ code }) => code))];
  return {
    rules: ids.map((id) => ({ id, shortDescription: { text: 'The policy file is invalid' } })),
    results: problems.map(({ code, message, line, column }) => ({
      ruleId: code,
      ruleIndex: ids.indexOf(code),
      level: 'error',
      message: { text: message },
      locations: [place(source, { startLine: line, startColumn: column })],
    })),
    notifications: [],
  };
}

function describeJudged(report: JudgedReport): Described {
  const ids = nameRules(report.rules);
  return {
    rules: report.rules.map(({ verdict }, at) => ({
      id: ids[at],
      name: verdict.rule,
      shortDescription: { text: verdict.rule },
      defaultConfiguration: { level: LEVELS[verdict.enforce] },
    })),
    results: [
      ...report.rules.flatMap((rule, at) => describeBroken(report, { rule, at, id: ids[at] ?? '' })),
      ...describeUnruled(report),
    ],
    notifications: report.rules.flatMap((rule, at) => describeOpen(rule, { id: ids[at] ?? '', index: at })),
  };
}

/** Stable ids made from the rules' names, which are unique in a file; short forms that collide get their number. */
function nameRules(rules: readonly JudgedRule[]): readonly string[] {
  const taken = new Set<string>();
  return rules.map(({ verdict }, at) => {
    const short =
      verdict.rule
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '') || 'rule';
    const id = taken.has(short) ? `${short}-${at + 1}` : short;
    taken.add(id);
    return id;
  });
}

function describeBroken(
  { source, explanation }: JudgedReport,
  { rule, at, id }: { readonly rule: JudgedRule; readonly at: number; readonly id: string },
): readonly Json[] {
  if (rule.state !== 'unmet') return [];
  const { rule: name, line, enforce } = rule.verdict;
  const detail = explanation.details.find((one) => one.rule === name);
  const row = explanation.rows.find((one) => one.rule === name);
  const result = { ruleId: id, ruleIndex: at, level: LEVELS[enforce] };
  const commits = detail?.commits ?? [];
  if (commits.length === 0) {
    const text = row === undefined ? name : `${name}: ${showSentence(row.result)}`;
    return [
      {
        ...result,
        message: { text },
        locations: [place(source, { startLine: line })],
        partialFingerprints: { 'countersign/v1': id },
      },
    ];
  }
  return commits.map(({ oid, sentence }) => ({
    ...result,
    message: { text: `${name}: ${showSentence(sentence)}` },
    locations: [{ ...place(source, { startLine: line }), logicalLocations: [{ name: oid, kind: 'commit' }] }],
    partialFingerprints: { 'countersign/v1': `${id}:${oid}` },
  }));
}

/** Denied although no rule is broken: none applies, and the policy says "deny" then. */
function describeUnruled({ verdict, rules, source }: JudgedReport): readonly Json[] {
  if (
    verdict.result !== 'deny' ||
    rules.some(({ state, verdict: { enforce } }) => state === 'unmet' && enforce === 'block')
  )
    return [];
  const text = 'No rule applies to this change, and the policy says then: deny';
  return [{ level: 'error', message: { text }, locations: [place(source, { startLine: 1 })] }];
}

function describeOpen(rule: JudgedRule, descriptor: Json): readonly Json[] {
  if (rule.state !== 'not-judged-here' && rule.state !== 'undetermined') return [];
  const level = rule.state === 'undetermined' ? 'warning' : 'note';
  return [{ level, message: { text: `${rule.verdict.rule}: ${explainOpen(rule)}` }, associatedRule: descriptor }];
}

function place({ path, commit }: PolicySource, region: Json): Json {
  const uri = commit === null ? pathToFileURL(path).href : encodeURI(path);
  return { physicalLocation: { artifactLocation: { uri }, region } };
}
