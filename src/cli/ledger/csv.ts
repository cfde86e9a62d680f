/** Comma-separated values, RFC 4180: CRLF after each line, quotes where a cell needs them. */

/** Spreadsheets take a cell that begins like this for a formula, and would run what an outsider put there. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line with its end. A cell that a spreadsheet would run is prefixed by an apostrophe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
