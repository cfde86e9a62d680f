import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Fault } from '../../base/fault.ts';
import { systemErrorCode } from '../../base/system-error.ts';
import { damaged, LONGEST_LINE } from '../../store/transfer-read.ts';

/** The lines of a compressed file, without their line feeds. Throws Faults `cli.unreadable` and `store.export`. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip).setEncoding('utf8');
  let parts: string[] = [];
  let length = 0;
  try {
    for await (const text of gunzip as AsyncIterable<string>) {
      const [first = '', ...more] = text.split('\n');
      parts.push(first);
      length += first.length;
      if (length > LONGEST_LINE) throw damaged('a line of it is longer than any of ours');
      for (const next of more) {
        yield parts.join('');
        parts = [next];
        ({ length } = next);
      }
    }
    if (length > 0) throw damaged('it was cut off');
  } catch (error) {
    throw error instanceof Fault ? error : faultOf(error, path);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function faultOf(error: unknown, path: string): Fault {
  const code = systemErrorCode(error) ?? '';
  if (code === 'Z_BUF_ERROR') return damaged('it was cut off');
  if (code.startsWith('Z_')) return damaged('it is not compressed as one is');
  return new Fault('cli.unreadable', `${path} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}`, {
    cause: error,
  });
}
