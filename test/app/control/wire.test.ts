import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLine, writeLine } from '../../../src/app/control/wire.ts';
import { Fault } from '../../../src/base/fault.ts';

test('a line is read as it was written, and is one line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const item = JSON.parse(JSON.stringify(value)) as null;
      const line = writeLine({ item });
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(readLine(line)).toEqual({ item });
    }),
  );
  expect(readLine(writeLine({ end: true }))).toEqual({ end: true });
});

test('a fault keeps its code, its sentence and what to do next; its particulars stay at home', () => {
  const fault = new Fault('ledger.not-found', 'none', { next: 'look elsewhere', details: { secret: 1 } });
  const line = writeLine({ fault });
  expect(line).not.toContain('secret');
  const read = readLine(line);
  expect(read !== null && 'fault' in read ? read.fault : null).toMatchObject({
    code: 'ledger.not-found',
    message: 'none',
    next: 'look elsewhere',
  });
});

test('whatever comes is a line or nothing', () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ item: fc.jsonValue(), fault: fc.jsonValue(), end: fc.jsonValue() }, { requiredKeys: [] })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(line, (text) => {
      const read = readLine(text);
      if (read !== null && 'fault' in read) expect(read.fault).toBeInstanceOf(Fault);
    }),
    { numRuns: 500 },
  );
});

describe('what is no line of ours', () => {
  test.each(['', '{', '[]', 'null', '{}', '{"end":false}', '{"fault":{}}', '{"fault":{"code":"none","message":"x"}}'])(
    '%s',
    (text) => expect(readLine(text)).toBeNull(),
  );
});
