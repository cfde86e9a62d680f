import type { Explanation } from '../../policy/explanation.ts';
import { count, makePaint, type Paint, shortOid, showOutside } from '../text.ts';
import type { JudgedRule } from './judged.ts';
import type { PolicySource } from './policy-source.ts';
import type { ResolvedRange } from './range.ts';
import type { CheckReport, InvalidReport, JudgedReport } from './report.ts';
import { showSentence } from './sentence.ts';

/** Of a rule that thousands of commits break, the first are enough to understand it; JSON names all. */
const COMMITS_SHOWN = 20;

export function showCheckText(report: CheckReport, colours: boolean): string {
  const paint = makePaint(colours);
  return `${showLines(report, paint).join('\n')}\n`;
}

function showLines(report: CheckReport, paint: Paint): readonly string[] {
  switch (report.outcome) {
    case 'empty':
      return [`${paint('green', '✓')} ${nameRange(report.range)} is empty: there is nothing to judge.`];
    case 'invalid-policy':
      return showInvalid(report, paint);
    case 'judged':
      return showJudged(report, paint);
  }
}

function showInvalid({ source, problems, range }: InvalidReport, paint: Paint): readonly string[] {
  const lines = problems.map(
    ({ line, column, message }) => `${showOutside(source.path)}:${line}:${column}: ${showOutside(message)}`,
  );
  return [
    showPolicy(source, range),
    '',
    ...lines,
    paint('bold', `Denied: the policy is invalid (${count(problems.length, 'problem')}), so nothing passes.`),
  ];
}

function showJudged(report: JudgedReport, paint: Paint): readonly string[] {
  const { range, source, facts, rules, explanation } = report;
  const commits = facts.commits.known ? count(facts.commits.value.length, 'commit') : '';
  const files = facts.files.known ? `, ${count(facts.files.value.length, 'file')}` : '';
  return [
    `${showPolicy(source, range)}, ${count(rules.length, 'rule')}`,
    `range    ${nameRange(range)}: ${commits}${files}`,
    ...describeOddRange(range),
    '',
    ...showRules(rules, explanation, paint),
    ...showSteps(explanation),
    '',
    conclude(report, paint),
  ];
}

function showPolicy({ path, commit }: PolicySource, { from }: ResolvedRange): string {
  const where = commit === null ? 'given by --policy' : `at ${showOutside(from.text)} (${shortOid(commit)})`;
  return `policy   ${showOutside(path)} ${where}`;
}

function nameRange({ from, to }: ResolvedRange): string {
  return `${showOutside(from.text)}..${showOutside(to.text)} (${shortOid(from.oid)}..${shortOid(to.oid)})`;
}

function describeOddRange({ from, to, mergeBase }: ResolvedRange): readonly string[] {
  if (mergeBase === from.oid) return [];
  if (mergeBase === null)
    return [
      `note     ${showOutside(from.text)} and ${showOutside(to.text)} share no history: all of ${showOutside(to.text)} is judged`,
    ];
  return [
    `note     ${showOutside(from.text)} is not an ancestor of ${showOutside(to.text)}: judged is what was added since ${shortOid(mergeBase)}`,
  ];
}

/** Rows of the explanation stand in the order of the rules that could be judged. */
function showRules(rules: readonly JudgedRule[], explanation: Explanation, paint: Paint): readonly string[] {
  const rows = explanation.rows[Symbol.iterator]();
  return rules.flatMap((rule) => {
    const name = showOutside(rule.verdict.rule);
    if (rule.state === 'not-judged-here' || rule.state === 'undetermined')
      return [`${paint('yellow', '?')} ${name}: ${explainOpen(rule)}`];
    const row = rows.next().value;
    const result = row === undefined ? rule.state : showSentence(row.result);
    return [
      `${markOf(rule, paint)} ${name}: ${result}`,
      ...(rule.state === 'unmet' ? showCommits(rule, explanation) : []),
    ];
  });
}

/** Why a rule has no answer, in words. */
export function explainOpen({ state, open }: JudgedRule): string {
  const conditions = open.map((name) => `\`${showOutside(name)}\``).join(', ');
  if (state === 'undetermined') return `undetermined: what ${conditions} looks at could not be read`;
  return `not judged here: ${conditions} depends on what only GitHub knows`;
}

function markOf({ state, verdict: { enforce } }: JudgedRule, paint: Paint): string {
  if (state === 'met') return paint('green', '✓');
  if (state === 'skipped') return paint('dim', '-');
  return enforce === 'block' ? paint('red', '✗') : paint('yellow', '!');
}

function showCommits({ verdict: { rule } }: JudgedRule, { details }: Explanation): readonly string[] {
  const commits = details.find((detail) => detail.rule === rule)?.commits ?? [];
  const shown = commits.slice(0, COMMITS_SHOWN).map(({ sentence }) => `    ${showSentence(sentence)}`);
  const rest = commits.length - shown.length;
  return rest > 0 ? [...shown, `    and ${count(rest, 'more commit')}: --format json names all`] : shown;
}

function showSteps({ steps }: Explanation): readonly string[] {
  if (steps.length === 0) return [];
  return [
    '',
    'What to do:',
    ...steps.flatMap(({ sentence, commands }) => [
      `  ${showSentence(sentence)}`,
      ...commands.map((command) => `    ${showOutside(command)}`),
    ]),
  ];
}

function conclude({ verdict, rules, exit }: JudgedReport, paint: Paint): string {
  const blocking = rules.filter(({ state, verdict: { enforce } }) => state === 'unmet' && enforce === 'block').length;
  const open = rules.filter(({ state }) => state === 'not-judged-here').length;
  const unread = rules.filter(({ state }) => state === 'undetermined').length;
  const rest = [
    ...(open === 0 ? [] : [`${count(open, 'rule')} not judged here`]),
    ...(unread === 0 ? [] : [`${count(unread, 'rule')} undetermined`]),
  ];
  const more = rest.length === 0 ? '' : `; ${rest.join(', ')}`;
  if (verdict.none) return paint('bold', 'Allowed: no rule of this policy speaks of changes.');
  if (blocking > 0) return paint('bold', `Denied: ${count(blocking, 'rule')} not met${more}.`);
  if (verdict.result === 'deny')
    return paint('bold', `Denied: no rule applies to this change, and the policy says then: deny${more}.`);
  if (exit !== 0) return paint('bold', `Undetermined${more}.`);
  return paint('bold', open + unread === 0 ? 'Allowed.' : `Nothing is denied${more}.`);
}
