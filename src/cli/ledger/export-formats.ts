import type { ExportFormat } from './export-format.ts';
import { csv } from './exports/csv.ts';
import { html } from './exports/html.ts';
import { jsonLines } from './exports/jsonl.ts';
import { tiles } from './exports/tiles.ts';
import { vsa } from './exports/vsa.ts';

/** Every format of `ledger export`, in the order of the help. */
export const exportFormats: readonly ExportFormat[] = [tiles, jsonLines, csv, vsa, html];
