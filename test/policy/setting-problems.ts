import { parsePolicy } from '../../src/policy/parse.ts';
import { people } from './scenery.ts';

/** What is wrong with these settings of a condition: `column code message`, the column counted in `settings`, from 1. */
export function problemsIn(condition: string, settings: string): readonly string[] {
  const indent = '        ';
  const head = `version: 1\n${people}\nrules:\n  - name: a\n    require:\n      ${condition}:\n${indent}`;
  const parsed = parsePolicy(`${head}${settings}\n`);
  if ('policy' in parsed) return [];
  const line = head.split('\n').length;
  return parsed.problems.map((problem) => {
    const column = problem.line === line ? problem.column - indent.length : 'elsewhere:';
    return `${column} ${problem.code} ${problem.message}`;
  });
}
