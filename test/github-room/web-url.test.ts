import { expect, test } from '@jest/globals';
import { pagesOf, webUrlOf } from '../../src/github/web-url.ts';

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

test('a repository’s pages are below it, whatever its name is', () => {
  expect(pagesOf('https://github.com', { owner: 'acme', name: 'shop' })).toBe('https://github.com/acme/shop');
  expect(pagesOf('https://github.com', { owner: 'acme', name: 'a/b c' })).toBe('https://github.com/acme/a%2Fb%20c');
});
