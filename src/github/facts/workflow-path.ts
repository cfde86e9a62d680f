import type { Reader } from '../reader.ts';

/** GitHub writes `.github/workflows/ci.yml@main` for some: where the file was read is another matter. */
export const readWorkflowPath = (path: Reader): string => path.text().replace(/@.*$/, '');
