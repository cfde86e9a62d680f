import { expect, test } from '@jest/globals';
import { socketPath } from '../../../src/app/control/socket-path.ts';

test('in the data directory, unless no system could have a socket there', () => {
  expect(socketPath('/data')).toBe('/data/control.sock');
  expect(socketPath(`/${'x'.repeat(89)}`)).toHaveLength(103);
  expect(socketPath(`/${'x'.repeat(90)}`)).toBeNull();
  expect(socketPath(`/${'é'.repeat(45)}`)).toBeNull();
});
