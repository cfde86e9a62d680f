import { pgliteDisk } from './disk.ts';
import { modesOf } from './modes.ts';
import { describeTable } from './table.ts';

describeTable(pgliteDisk, modesOf('pglite'));
