import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyAttestation } from '../../src/signatures/attestation.ts';
import { parseTrustedRoots } from '../../src/signatures/trusted-roots.ts';
import { attestRun, claimsOf, type RunClaims, SLSA, statementOf } from './attestations.ts';
import { type Attesting, type Instance, makeInstance } from './instance.ts';

const now = Date.UTC(2026, 10, 21, 14, 10);
const MINUTE = 60_000;
const digest = 'b'.repeat(64);
const instances = { github: makeInstance('github', now), 'public-good': makeInstance('public-good', now) } as const;
const both = Object.values(instances).map(({ trustedRoot }) => trustedRoot);
const rootsOf = (lines: readonly string[]) => parseTrustedRoots(lines.join('\n')).roots;
const allRoots = rootsOf(both);
const verify = (bundle: unknown, roots = allRoots) => verifyAttestation({ bundle, digest, roots, at: now });

interface Wanted extends Partial<Attesting> {
  readonly run?: RunClaims;
  readonly predicateType?: string;
}
const attest = (instance: Instance, wanted: Wanted = {}): Record<string, unknown> =>
  attestRun(instance, { digest, at: now, ...wanted });
const why = (bundle: unknown, roots = allRoots): string => {
  const result = verify(bundle, roots);
  return result.valid ? 'valid' : result.why;
};
type Bundle = {
  verificationMaterial: {
    certificate?: { rawBytes: string };
    tlogEntries: Record<string, unknown>[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
};
const change = (instance: Instance, edit: (bundle: Bundle) => void, wanted: Wanted = {}): unknown => {
  const bundle = structuredClone(attest(instance, wanted));
  edit(bundle as unknown as Bundle);
  return bundle;
};

describe.each(['github', 'public-good'] as const)('of %s', (authority) => {
  const instance = instances[authority];

  test('what certificate and statement say', () => {
    expect(
      verify(attest(instance, { run: { builder: 'acme/build/.github/workflows/release.yml@refs/tags/v1' } })),
    ).toEqual({
      valid: true,
      authority,
      predicateType: SLSA,
      identity: 'https://github.com/acme/build/.github/workflows/release.yml@refs/tags/v1',
      signedAt: now,
      issuer: 'https://token.actions.githubusercontent.com',
      builder: 'https://github.com/acme/build/.github/workflows/release.yml@refs/tags/v1',
      runner: 'github-hosted',
      repository: 'https://github.com/acme/shop',
      repositoryId: 10,
      ownerId: 20,
      commit: 'a'.repeat(40),
      ref: 'refs/heads/main',
      workflow: 'https://github.com/acme/shop/.github/workflows/deploy.yml@refs/heads/main',
      workflowDigest: 'a'.repeat(40),
      run: 'https://github.com/acme/shop/actions/runs/501/attempts/1',
    });
  });

  test('long after its certificate has expired', () => {
    const bundle = attest(instance);
    expect(verifyAttestation({ bundle, digest, roots: allRoots, at: now + 300 * 24 * 60 * MINUTE }).valid).toBe(true);
  });

  test('a root of its own is demanded, and found among several', () => {
    const others = both.filter((line) => line !== instance.trustedRoot);
    expect(why(attest(instance), rootsOf(others))).toBe('no-root');
    expect(why(attest(instance), [])).toBe('no-root');
    const stranger = makeInstance(authority, now);
    expect(verify(attest(stranger)).valid).toBe(false);
    expect(why(attest(stranger), rootsOf([...both, stranger.trustedRoot]))).toBe('valid');
  });

  test.each([
    ['signed after its certificate was valid', { left: -MINUTE }, 'expired'],
    ['signed before its certificate was valid', { left: 11 * MINUTE }, 'expired'],
    ['signed tomorrow', { at: now + 24 * 60 * MINUTE }, 'from-the-future'],
    ['of another issuer', { run: { issuer: 'https://token.actions.githubusercontent.com.example' } }, 'wrong-issuer'],
    [
      'of an issuer of one enterprise',
      { run: { issuer: 'https://token.actions.githubusercontent.com/acme' } },
      'wrong-issuer',
    ],
    ['without a run in its certificate', { claims: { ...claimsOf(), 21: '' } }, 'no-identity'],
    ['without a name in its certificate', { identity: '', claims: { ...claimsOf(), 9: '' } }, 'no-identity'],
    ['about something else', { statement: statementOf('c'.repeat(64)) }, 'wrong-digest'],
    ['of no statement', { statement: 'hello' }, 'no-statement'],
    ['of another payload type', { payloadType: 'text/plain' }, 'no-statement'],
  ] as const)('%s', (_, wanted, code) => expect(why(attest(instance, wanted))).toBe(code));

  test('a clock that is a little ahead is believed', () => {
    expect(why(attest(instance, { at: now + 4 * MINUTE }))).toBe('valid');
  });

  test('what was signed cannot be exchanged', () => {
    const payload = Buffer.from(JSON.stringify(statementOf(digest, 'https://example.com/other'))).toString('base64');
    const fault = authority === 'github' ? 'bad-signature' : 'not-logged';
    expect(why(change(instance, ({ dsseEnvelope }) => Object.assign(dsseEnvelope, { payload })))).toBe(fault);
  });

  test('a signature of another', () => {
    const other = attest(instance) as unknown as Bundle;
    const stolen = change(instance, (bundle) => Object.assign(bundle, { dsseEnvelope: other.dsseEnvelope }));
    expect(['bad-timestamp', 'not-logged']).toContain(why(stolen));
  });

  test('more proofs than anybody needs', () => {
    const material = (bundle: Bundle) => bundle.verificationMaterial;
    const many = change(instance, (bundle) => {
      const { tlogEntries, timestampVerificationData } = material(bundle);
      for (let more = 0; more < 9; more += 1) {
        tlogEntries.push(...tlogEntries.slice(0, 1));
        timestampVerificationData.rfc3161Timestamps.push(...timestampVerificationData.rfc3161Timestamps.slice(0, 1));
      }
    });
    expect(why(many)).toBe('malformed');
  });
});

test("GitHub's own instance demands a time stamp", () => {
  expect(why(attest(instances.github, { without: ['time'] }))).toBe('bad-timestamp');
  const strange = makeInstance('github', now);
  const stamps = (attest(strange) as unknown as Bundle).verificationMaterial.timestampVerificationData;
  const forged = change(instances.github, (bundle) =>
    Object.assign(bundle.verificationMaterial, { timestampVerificationData: stamps }),
  );
  expect(why(forged)).toBe('bad-timestamp');
});

test('the public instance demands both logs, whatever else proves the time', () => {
  const open = instances['public-good'];
  expect(why(attest(open, { without: ['promise'] }))).toBe('untrusted-certificate');
  expect(why(attest(open, { without: ['entry'] }))).toBe('bad-timestamp');
  const early = (bundle: Bundle) =>
    Object.assign(bundle.verificationMaterial.tlogEntries[0] ?? {}, { integratedTime: String(now / 1_000 - 60) });
  expect(why(change(open, early, { left: 5 * MINUTE }))).toBe('not-logged');
});

test('who is neither of the two has no place, also with a root', () => {
  const strange = makeInstance({ named: 'sigstore.dev.example' }, now);
  expect(why(attest(strange), rootsOf([...both, strange.trustedRoot]))).toBe('strange-authority');
});

test('a certificate that claims to be of GitHub is not believed for it, also with a clock that is trusted', () => {
  const pretender = makeInstance('github', now);
  const [own, other] = [JSON.parse(instances.github.trustedRoot), JSON.parse(pretender.trustedRoot)];
  const trusted = JSON.stringify({ ...own, timestampAuthorities: other.timestampAuthorities });
  expect(why(attest(pretender), rootsOf([trusted]))).toBe('untrusted-certificate');
  expect(why(attest(pretender), rootsOf(both))).toBe('bad-timestamp');
});

test.each([
  [
    'a key in place of a certificate',
    (bundle: Bundle) =>
      Object.assign(bundle.verificationMaterial, { certificate: undefined, publicKey: { hint: 'x' } }),
  ],
  ['no certificate', (bundle: Bundle) => Object.assign(bundle.verificationMaterial, { certificate: undefined })],
  [
    'a certificate that is none',
    (bundle: Bundle) => Object.assign(bundle.verificationMaterial, { certificate: { rawBytes: 'AAAA' } }),
  ],
  ['no envelope', (bundle: Bundle) => Object.assign(bundle, { dsseEnvelope: undefined })],
  [
    'a signed message',
    (bundle: Bundle) =>
      Object.assign(bundle, {
        dsseEnvelope: undefined,
        messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: 'AAAA' }, signature: 'AAAA' },
      }),
  ],
  [
    'no time stamp inside of a time stamp',
    (bundle: Bundle) =>
      Object.assign(bundle.verificationMaterial.timestampVerificationData, {
        rfc3161Timestamps: [{ signedTimestamp: 'MAA=' }],
      }),
  ],
] as const)('%s', (_, edit) => expect(why(change(instances.github, edit))).toBe('malformed'));

test('every byte of a bundle counts, or is not looked at', () => {
  const whole = attest(instances.github);
  const paths = ['payload', 'sig', 'signedTimestamp'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(), fc.integer({ min: 1, max: 255 }), (field, at, mask) => {
      const text = JSON.stringify(whole).replace(new RegExp(`"${field}":"([^"]+)"`), (_all, base64: string) => {
        const bytes = Buffer.from(base64, 'base64');
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ mask;
        return `"${field}":"${bytes.toString('base64')}"`;
      });
      const result = verify(JSON.parse(text));
      // Some bytes of a time stamp are names that nobody reads; what it proves stays the same.
      expect(result.valid ? result : null).toEqual(result.valid ? verify(whole) : null);
    }),
    { numRuns: 150 },
  );
});

test('any JSON is an answer', () => {
  const parts = attest(instances.github);
  const broken = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        mediaType: fc.oneof(fc.constant(parts['mediaType']), fc.string(), fc.jsonValue()),
        verificationMaterial: fc.oneof(fc.constant(parts['verificationMaterial']), fc.jsonValue()),
        dsseEnvelope: fc.oneof(fc.constant(parts['dsseEnvelope']), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(broken, (bundle) => {
      const result = verify(bundle);
      expect(result.valid ? bundle : result.why).toEqual(result.valid ? parts : expect.any(String));
    }),
    { numRuns: 300 },
  );
  expect([undefined, null, 1, 'x', [], {}].map((bundle) => why(bundle))).toEqual(Array(6).fill('malformed'));
});
