import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import { knownEvents, readEvent } from '../../src/github/events.ts';
import { payloads } from './events/examples.ts';

/** The kinds of the hints, or the code of the fault; anything else that is thrown fails the test. */
function outcome(event: string, payload: unknown): string {
  try {
    return readEvent(event, payload)
      .map((hint) => hint.kind)
      .join();
  } catch (error) {
    if (isFault(error, 'webhook.malformed')) return error.code;
    throw error;
  }
}

describe('webhooks as others recorded them', () => {
  test('are all read, or malformed because they are not an app’s', () => {
    expect(payloads.length).toBeGreaterThan(200);
    for (const { event, payload } of payloads) {
      const isApps = payload['installation'] !== undefined;
      const read = outcome(event, payload);
      expect([event, payload['action'], isApps && read === 'webhook.malformed']).toEqual([
        event,
        payload['action'],
        false,
      ]);
    }
  });

  test('mean what they should', () => {
    const kindsOf = (event: string, action?: string) =>
      new Set(
        payloads
          .filter((one) => one.event === event && one.payload['action'] === action && one.payload['installation'])
          .map((one) => outcome(one.event, one.payload)),
      );
    expect(kindsOf('pull_request', 'synchronize')).toEqual(new Set(['push,change']));
    expect(kindsOf('pull_request', 'labeled')).toEqual(new Set(['change']));
    expect(kindsOf('pull_request', 'assigned')).toEqual(new Set(['change']));
    expect(kindsOf('push')).toContain('push,moved,base-moved');
    expect(kindsOf('installation', 'created')).toEqual(new Set(['installed']));
    expect(kindsOf('installation', 'deleted')).toEqual(new Set(['uninstalled']));
    expect(kindsOf('installation_repositories', 'added')).toEqual(new Set(['repositories']));
    expect(kindsOf('status')).toEqual(new Set(['machines']));
    expect(kindsOf('repository', 'renamed')).toEqual(new Set(['repository']));
    expect(kindsOf('membership', 'removed')).toEqual(new Set(['people']));
    expect(kindsOf('deployment_status', 'created')).toEqual(new Set(['deployed']));
    expect(kindsOf('code_scanning_alert', 'created')).toEqual(new Set(['alerts']));
    expect(kindsOf('deployment_review', 'requested')).toEqual(new Set(['']));
  });

  test('that we do not know mean nothing, whatever is in them', () => {
    for (const event of ['star', 'ping', 'toString', '__proto__', '']) expect(readEvent(event, null)).toEqual([]);
    expect(knownEvents).toHaveLength(23);
  });
});

describe('bytes of anybody', () => {
  const events = fc.constantFrom(...knownEvents);

  test('any JSON is read or malformed', () => {
    fc.assert(
      fc.property(events, fc.jsonValue(), (event, payload) => {
        outcome(event, payload);
      }),
      { numRuns: 1_000 },
    );
  });

  test('so is every recorded payload after any one field of it was replaced', () => {
    const known = payloads.filter(({ event }) => knownEvents.includes(event));
    const odd = fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.constant([]), fc.constant({}), fc.double());
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), odd, ({ event, payload }, pick, value) => {
        const copy = structuredClone(payload) as Record<string, unknown>;
        const spots = spotsOf(copy);
        const spot = spots[pick % spots.length];
        if (spot !== undefined) spot.holder[spot.key] = value;
        outcome(event, copy);
      }),
      { numRuns: 2_000 },
    );
  });

  test('says which field is missing, and never what stood there', () => {
    const secret = 'ghp_0123456789';
    expect(() =>
      readEvent('push', { ref: 'refs/heads/x', repository: { id: secret }, installation: { id: 7 } }),
    ).toThrow(/^push\.repository\.full_name is not a text$/);
    expect(() => readEvent('pull_request', { action: 'opened', installation: { id: secret } })).toThrow(
      /^pull_request\.installation\.id is not a whole number$/,
    );
  });
});

interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function spotsOf(value: unknown): readonly Spot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...spotsOf(holder[key])]);
}
