import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-io-'));
  writeFileSync(
    join(directory, 'program.ts'),
    `import { openProcessIo } from ${JSON.stringify(resolve('src/cli/io.ts'))};
     const io = openProcessIo();
     const [mode] = process.argv.slice(2);
     if (mode === 'flags') await io.out(JSON.stringify([io.colours, io.isWatched]));
     if (mode === 'much') for (let n = 0; n < 200_000; n += 1) await io.out('a line of some length, again and again\\n');
     if (mode === 'wait') {
       io.onInterrupt(() => io.err('tidied'));
       setTimeout(() => undefined, 60_000);
       await io.out('ready');
     }
     if (mode === 'taken-back') {
       io.onInterrupt(() => io.err('tidied'))();
       setTimeout(() => undefined, 60_000);
       await io.out('ready');
     }`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

const program = (): string => join(directory, 'program.ts');

test('into a pipe there are no colours', () => {
  expect(execFileSync(process.execPath, [program(), 'flags'], { encoding: 'utf8' })).toBe('[false,false]');
});

test('a reader that goes away ends the program quietly', () => {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', `"${process.execPath}" "${program()}" much | head -n 2`], {
    encoding: 'utf8',
  });
  expect([stdout.split('\n').length, stderr, status]).toEqual([3, '', 0]);
});

test('a long answer arrives whole', () => {
  const out = execFileSync(process.execPath, [program(), 'much'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  expect(out.split('\n')).toHaveLength(200_001);
});

test.each([
  ['wait', 130, null, 'tidied'],
  ['taken-back', null, 'SIGINT', ''],
])('an interruption in mode %s', async (mode, code, signal, said) => {
  const child = spawn(process.execPath, [program(), mode]);
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([code, signal]);
  expect(err).toBe(said);
});
