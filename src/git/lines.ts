/** Cuts a stream of bytes at a separator into texts; bytes that are not UTF-8 become U+FFFD. The last one may lack it. */
export async function* readLines(chunks: AsyncIterable<Buffer>, separator: '\n' | '\0'): AsyncGenerator<string> {
  const byte = separator.charCodeAt(0);
  let pending: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(byte); end >= 0; end = chunk.indexOf(byte, start)) {
      const piece = chunk.subarray(start, end);
      yield pending.length === 0 ? piece.toString('utf8') : Buffer.concat([...pending, piece]).toString('utf8');
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  if (pending.length > 0) yield Buffer.concat(pending).toString('utf8');
}
