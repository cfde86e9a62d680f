import { postgresDisk } from './disk.ts';
import { modesOf } from './modes.ts';
import { describeTable } from './table.ts';

describeTable(postgresDisk, modesOf('postgres'));
