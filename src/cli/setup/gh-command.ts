import type { RulesetRequest } from '../../github/rulesets.ts';

/**
 * The request as a command for GitHub's own `gh`. The path is checked already; the body stands in a quoted here-document,
 * where a shell looks at nothing, and JSON has no line that could end it.
 */
export function showGhCommand({ method, path, body }: RulesetRequest, host: string): string {
  const hostname = host === 'github.com' ? '' : ` --hostname ${host}`;
  return `gh api${hostname} --method ${method} ${path} --input - <<'JSON'\n${showAscii(body)}\nJSON\n`;
}

/** JSON in characters that every terminal shows: names of branches may hold others. */
function showAscii(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[^\n\u{20}-\u{7e}]/gu, (character) =>
    // By UTF-16 unit, as JSON escapes.
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
