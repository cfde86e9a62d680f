import { readFileSync } from 'node:fs';

/** The version of the package, read once. Two folders up from src/app as from dist/app. */
export const VERSION: string = (() => {
  const read = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return read.version;
})();
