import type { ExportFormat } from './export-format.ts';
import { tiles } from './exports/tiles.ts';

/** Every format of `ledger export`, in the order of the help. */
export const exportFormats: readonly ExportFormat[] = [tiles];
