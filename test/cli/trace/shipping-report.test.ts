import { describe, expect, test } from '@jest/globals';
import { shippingJson, showShipping } from '../../../src/cli/trace/shipping-report.ts';
import { findArtifact, findCover, findGate, type Shipping } from '../../../src/ledger/trace/may-ship.ts';
import { artifact, commits, momentOf, told, webScene } from '../../ledger/trace/scene.ts';

const scene = webScene();
const entries = scene.traced();
const { change, hotfix } = commits;
const report = (what: string | null, shipping: Shipping, environment: string | null = null) => ({
  what,
  asked: what ?? '7777777',
  environment,
  shipping,
});
const show = (...of: Parameters<typeof report>) => showShipping(report(...of), false);
const where = (index: number): string => `entry ${index} of ${momentOf(index)}`;
const short = hotfix.slice(0, 7);

describe('in words', () => {
  test('covered, covered late, covered by nothing, not recorded', () => {
    const id = scene.entries[told.decided42]?.id;
    expect(show(change, findCover(entries, change))).toBe(
      `✓ 3c1e5a7 may ship: ${where(told.landed42)} says that it landed, covered by the passing decision ${id}.\n`,
    );
    expect(show(hotfix, findCover(entries, hotfix))).toBe(
      `✓ ${short} may ship: it landed without a decision and was covered late, by ${where(told.hotfixCover)}.\n`,
    );
    expect(show(hotfix, findCover(entries.slice(0, told.hotfixCover), hotfix))).toBe(
      `✗ ${short} may not ship: ${where(told.hotfix)} says that it landed and that no passing decision covers it.\n`,
    );
    expect(show(null, findCover(entries, '7777777'))).toBe(
      '? Nothing is recorded that says whether 7777777 may ship.\n',
    );
  });

  test('to an environment, with what was found', () => {
    const open = findGate(entries, change, 'production');
    expect(show(change, open, 'production')).toBe(
      `✓ 3c1e5a7 may ship to production: ${where(told.gateOpen)} decided so.\n`,
    );
    const closed = findGate(entries.slice(0, told.gateOpen), change, 'production');
    expect(show(change, closed, 'production')).toBe(
      `✗ 3c1e5a7 may not ship to production: ${where(told.gateClosed)} decided so.\n  commits are signed by the people who made them: unmet (signed.unsigned)\n`,
    );
  });

  test('an artifact by its whole digest', () => {
    const asked = `sha256:${artifact}`;
    const text = showShipping({ ...report(artifact, findArtifact(entries, artifact, null)), asked }, false);
    expect(text).toBe(`✓ ${asked} may ship: ${where(told.artifact)} decided so.\n`);
  });

  test('until when it was decided', () => {
    const open = findGate(entries, change, 'production');
    const { entry } = open;
    if (entry?.says.is !== 'decision') throw new Error('not a decision');
    const validUntil = momentOf(99);
    const held: Shipping = { ...open, entry: { ...entry, says: { ...entry.says, validUntil } } };
    expect(show(change, held)).toContain(`It was decided until ${validUntil}.`);
    expect(shippingJson(report(change, held)).validUntil).toBe(validUntil);
  });
});

test('as JSON', () => {
  const closed = findGate(entries.slice(0, told.gateOpen), change, 'production');
  expect(shippingJson(report(change, closed, 'production'))).toMatchObject({
    asked: change,
    what: change,
    environment: 'production',
    answer: 'no',
    late: false,
    index: told.gateClosed,
    findings: [{ state: 'unmet', codes: ['signed.unsigned'] }],
    validUntil: null,
  });
  expect(shippingJson(report(null, findCover(entries, 'x')))).toMatchObject({
    answer: 'unrecorded',
    index: null,
    findings: [],
  });
});
