import { expect, test } from '@jest/globals';
import { catalogue } from '../../src/cli/catalogue.ts';
import { showHelp, showOverview } from '../../src/cli/help.ts';

test('the overview names every command; that of a group its own', () => {
  const overview = showOverview();
  for (const { name, says } of catalogue) {
    expect(overview).toContain(`countersign ${name} `);
    expect(overview).toContain(says);
  }
  expect(showOverview('policy')).toContain('policy validate');
  expect(showOverview('policy')).not.toContain('ledger verify');
});

test.each(catalogue.map((entry) => [entry.name, entry] as const))(
  'help of %s has usage, options, an example and the exit codes',
  async (name, entry) => {
    const command = await entry.load();
    const help = showHelp(entry, command);
    expect(help.startsWith(`countersign ${name}`)).toBe(true);
    expect(help).toMatch(/\nExamples?:\n {2}countersign /);
    expect(help).toContain('Exit codes: 0');
    for (const option of command.options) {
      if (option.later === undefined) expect(help).toContain(`--${option.name}`);
      else expect(help).not.toContain(`--${option.name}`);
    }
  },
);
