import { expect, test } from '@jest/globals';
import { webUrlOf } from '../../src/github/web-url.ts';

test.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://api.github.com/', 'https://github.com'],
  ['https://git.acme.example/api/v3', 'https://git.acme.example'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ['http://127.0.0.1:4321', 'http://127.0.0.1:4321'],
  ['https://api.github.com.evil.example', 'https://api.github.com.evil.example'],
])('%s is shown as %s', (base, web) => {
  expect(webUrlOf(base)).toBe(web);
});
