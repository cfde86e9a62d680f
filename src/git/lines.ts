/** Cuts a stream of bytes at a separator into texts; bytes that are not UTF-8 become U+FFFD. The last one may lack it. */
export async function* readLines(chunks: AsyncIterable<Buffer>, separator: '\n' | '\0'): AsyncGenerator<string> {
  for await (const some of readLineGroups(chunks, separator)) yield* some;
}

/** The same, as many at once as a piece of the stream completes: where there are millions, waiting for each takes long. */
export async function* readLineGroups(
  chunks: AsyncIterable<Buffer>,
  separator: '\n' | '\0',
): AsyncGenerator<readonly string[]> {
  const byte = separator.charCodeAt(0);
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(byte);
    if (end >= 0) {
      yield Buffer.concat([...pending, chunk.subarray(0, end)])
        .toString('utf8')
        .split(separator);
      pending = [];
    }
    if (end + 1 < chunk.length) pending.push(chunk.subarray(end + 1));
  }
  if (pending.length > 0) yield [Buffer.concat(pending).toString('utf8')];
}
