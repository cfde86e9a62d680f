/** The part of Markdown that a check's summary is written in, as blocks of pieces: for a picture, no parser. */

export interface Piece {
  readonly text: string;
  readonly style: 'plain' | 'bold' | 'italic' | 'code';
}

export type Line = readonly Piece[];

export type Block =
  | { readonly is: 'paragraph' | 'item'; readonly line: Line }
  | { readonly is: 'heading'; readonly line: Line }
  | { readonly is: 'command'; readonly lines: readonly string[] }
  | { readonly is: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

export function readBlocks(markdown: string): readonly Block[] {
  return markdown
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(readBlock);
}

function readBlock(block: string): Block {
  const lines = block.split('\n');
  const [first = ''] = lines;
  if (first.startsWith('```')) return { is: 'command', lines: lines.slice(1, -1) };
  if (first.startsWith('|')) {
    const [head = [], , ...rows] = lines.map(readCells);
    return { is: 'table', head, rows };
  }
  if (first.startsWith('#')) return { is: 'heading', line: readLine(first.replace(/^#+ /, '')) };
  if (lines.length > 1) throw new Error(`a block of several lines is not drawn: ${block}`);
  if (first.startsWith('- ')) return { is: 'item', line: readLine(first.slice(2)) };
  return { is: 'paragraph', line: readLine(first) };
}

function readCells(row: string): readonly Line[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => readLine(cell.trim()));
}

const INLINE = /\*\*(?<bold>.+?)\*\*|\*(?<italic>[^*]+)\*|`(?<code>[^`]+)`|\[(?<link>.*?)\]\([^)]*\)/;

export function readLine(text: string): Line {
  const found = INLINE.exec(text);
  if (found === null) return text === '' ? [] : [{ text: readReferences(text), style: 'plain' }];
  const { bold, italic, code, link } = found.groups ?? {};
  const inner: Line =
    code !== undefined
      ? [{ text: code, style: 'code' }]
      : bold !== undefined
        ? readLine(bold).map((piece) => (piece.style === 'plain' ? { ...piece, style: 'bold' } : piece))
        : italic !== undefined
          ? [{ text: readReferences(italic), style: 'italic' }]
          : readLine(link ?? '');
  return [...readLine(text.slice(0, found.index)), ...inner, ...readLine(text.slice(found.index + found[0].length))];
}

const named: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Zero-width spaces keep GitHub from making links; a picture has none. */
function readReferences(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(?:amp|lt|gt);/g, (name) => named[name] ?? name)
    .replaceAll('\u200b', '');
}
