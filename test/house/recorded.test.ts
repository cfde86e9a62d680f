import { expect, test } from '@jest/globals';
import { checkRecorded } from '../../scripts/house/recorded.ts';
import { parseSource } from '../../scripts/house/source-file.ts';
import { everything } from './project.ts';

test('every test that records GitHub lets go of it', () => expect(checkRecorded(everything)).toEqual([]));

test.each([
  [
    'nock in another file',
    'test/app/a.test.ts',
    "import nock from 'nock';\n",
    ['test/app/a.test.ts imports nock: take it from test/github-room/line.ts'],
  ],
  [
    'a line that is not let go of',
    'test/github-room/a.test.ts',
    "import { openLine } from './line.ts';\n",
    ['test/github-room/a.test.ts does not call recordGitHub();'],
  ],
  [
    'a line from another folder',
    'test/app/a.test.ts',
    "import { openLine } from '../github-room/line.ts';\n",
    ['test/app/a.test.ts does not call recordGitHub();'],
  ],
  [
    'a line that is let go of',
    'test/github-room/a.test.ts',
    "import { openLine, recordGitHub } from './line.ts';\n\nrecordGitHub();\n",
    [],
  ],
  ['the line itself', 'test/github-room/line.ts', "import nock from 'nock';\n", []],
  ['another line', 'test/other/a.test.ts', "import { openLine } from './line.ts';\n", []],
])('%s', (_, path, text, problems) => expect(checkRecorded([parseSource(path, text)])).toEqual(problems));
