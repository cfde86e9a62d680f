import { expect, test } from '@jest/globals';
import { scrubEnvironment } from '../../src/git/environment.ts';

const GIVEN = {
  PATH: '/bin',
  HOME: '/home/a',
  GIT_DIR: '/evil',
  GIT_CONFIG_COUNT: '1',
  GIT_SSH_COMMAND: 'ssh -i key',
  GIT_TRACE: '1',
  GONE: undefined,
};

test('git reads nothing of ours that could lead it elsewhere', () => {
  const scrubbed = scrubEnvironment(GIVEN, 'local');
  expect(scrubbed).toMatchObject({
    PATH: '/bin',
    HOME: '/home/a',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
  });
  expect(Object.keys(scrubbed)).not.toEqual(expect.arrayContaining(['GIT_DIR']));
  for (const name of ['GIT_DIR', 'GIT_CONFIG_COUNT', 'GIT_SSH_COMMAND', 'GIT_TRACE', 'GONE'])
    expect(scrubbed).not.toHaveProperty(name);
});

test('a clone may use what the user set up to reach a server, and no transport that runs a program', () => {
  const scrubbed = scrubEnvironment(GIVEN, 'clone');
  expect(scrubbed['GIT_SSH_COMMAND']).toBe('ssh -i key');
  expect(scrubbed['GIT_ALLOW_PROTOCOL']?.split(':')).not.toContain('ext');
  expect(scrubbed).not.toHaveProperty('GIT_DIR');
});
