import { expect, test } from '@jest/globals';
import { commands, findCommand } from '../../../src/app/control/commands.ts';

test('a command is found by its name, and by nothing that every object has', () => {
  for (const [name, command] of Object.entries(commands)) expect(findCommand(name)).toBe(command);
  for (const name of ['', 'toString', '__proto__', 'constructor', 'ledger-query/'])
    expect(findCommand(name)).toBeNull();
});
