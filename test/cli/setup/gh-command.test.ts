import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { showGhCommand } from '../../../src/cli/setup/gh-command.ts';

const request = { method: 'POST', path: 'repos/acme/shop/rulesets', body: { name: 'x', rules: [] } } as const;

test('a command that can be pasted', () => {
  expect(showGhCommand(request, 'github.com')).toBe(
    `gh api --method POST repos/acme/shop/rulesets --input - <<'JSON'\n{\n  "name": "x",\n  "rules": []\n}\nJSON\n`,
  );
  expect(showGhCommand(request, 'git.acme.example')).toContain('gh api --hostname git.acme.example --method POST');
});

test('a shell hands over exactly the body, whatever stands in it', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('JSON', '\nJSON\n', '$(id)', '`id`', "'", '\u{202e}', '\u{1f600}', '\\'),
  );
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 5 }), (names) => {
      const command = showGhCommand({ ...request, body: { names } }, 'github.com');
      expect(command).toMatch(/^[\n\u{20}-\u{7e}]*$/u);
      const said = execFileSync('bash', ['-c', `gh() { cat; }\n${command}`], { encoding: 'utf8' });
      expect(JSON.parse(said)).toEqual({ names });
    }),
    { numRuns: 30 },
  );
});
