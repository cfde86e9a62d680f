/** The subject is the first line; the body is what follows it and the empty lines below it. */
export function selectPart(text: string, part: 'subject' | 'body' | 'whole'): string {
  if (part === 'whole') return text;
  const end = text.indexOf('\n');
  if (part === 'subject') {
    const line = end === -1 ? text : text.slice(0, end);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  return end === -1 ? '' : text.slice(end + 1).replace(/^[\r\n]+/, '');
}
