import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPushCommands, refusePush } from './push-protocol.ts';

const [zeros, oid] = ['0'.repeat(40), 'a'.repeat(40)];

function pkt(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

test('reads commands, capabilities, and where the pack begins', () => {
  const lines = [
    pkt(`${zeros} ${oid} refs/heads/new\0 report-status side-band-64k atomic`),
    pkt(`${oid} ${zeros} refs/heads/old`),
  ];
  const push = readPushCommands(Buffer.from(`${lines.join('')}0000PACKdata`));
  expect(push.commands).toEqual([
    { before: zeros, after: oid, ref: 'refs/heads/new' },
    { before: oid, after: zeros, ref: 'refs/heads/old' },
  ]);
  expect(push.capabilities.has('side-band-64k')).toBe(true);
  expect(push.pack.toString()).toBe('PACKdata');
});

test('refuses every ref, with the reasons on the side band where there is one', () => {
  const commands = [{ before: zeros, after: oid, ref: 'refs/heads/new' }];
  const refusal = { ref: 'refs/heads/new', violations: ['Cannot update this protected ref.'] };
  const plain = refusePush({ commands, capabilities: new Set(), pack: Buffer.alloc(0) }, refusal).toString();
  expect(plain).toContain('ng refs/heads/new push declined due to repository rule violations');
  expect(plain).not.toContain('GH013');
  const banded = refusePush(
    { commands, capabilities: new Set(['side-band-64k']), pack: Buffer.alloc(0) },
    refusal,
  ).toString();
  expect(banded).toContain('GH013');
  expect(banded.endsWith('0000')).toBe(true);
});

test('foreign bytes are read to an end and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(readPushCommands(Buffer.from(bytes)).commands.length).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
