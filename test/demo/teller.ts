/** Prints the story as it happens: what somebody did, what GitHub shows, and whether it came out as told. */
export interface Teller {
  chapter(title: string): void;
  did(what: string): void;
  /** What stands on the check run: title and the first lines of its summary. */
  shows(title: string, lines?: readonly string[]): void;
  /** One expectation; the story goes on either way, and the process ends with 1 when one failed. */
  expect(what: string, isTrue: boolean, found?: string): void;
  readonly failed: number;
}

const isColoured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const paint = (code: string, text: string): string => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

export function createTeller(): Teller {
  let failed = 0;
  let number = 0;
  return {
    chapter: (title) => {
      number += 1;
      print(`\n${paint('1', `${number} · ${title}`)}`);
    },
    did: (what) => print(`  ${what}`),
    shows: (title, lines = []) => {
      print(`  ${paint('36', '│')} ${paint('1', title)}`);
      for (const line of lines) print(`  ${paint('36', '│')} ${line}`);
    },
    expect: (what, isTrue, found) => {
      if (!isTrue) failed += 1;
      const detail = isTrue || found === undefined ? '' : ` (found: ${found})`;
      print(`  ${isTrue ? paint('32', '✔') : paint('31', '✘')} ${what}${detail}`);
    },
    get failed() {
      return failed;
    },
  };
}
