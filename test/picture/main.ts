import { writeFileSync } from 'node:fs';
import { playBlocked } from './blocked.ts';
import { drawCheck } from './draw.ts';

/** `npm run picture` draws the README's picture anew; a test compares it. */
writeFileSync('docs/blocked.svg', drawCheck(await playBlocked()));
