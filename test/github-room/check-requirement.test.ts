import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requireCheck, requirementsOf } from '../../src/github/check-requirement.ts';

const check = { context: 'countersign: main', appId: 12 };
const rule = (checks: unknown, more = {}) => ({
  type: 'required_status_checks',
  parameters: { required_status_checks: checks, ...more },
});

test('the checks that a rule requires', () => {
  const checks = [{ context: 'a' }, { context: 'b', integration_id: 3 }, { integration_id: 4 }, 'odd', null];
  expect(requirementsOf(rule(checks))).toEqual([
    { context: 'a', appId: null, exemptsNewBranches: false },
    { context: 'b', appId: 3, exemptsNewBranches: false },
  ]);
  expect(requirementsOf(rule([{ context: 'a' }], { do_not_enforce_on_create: true }))).toMatchObject([
    { exemptsNewBranches: true },
  ]);
  expect(requirementsOf({ type: 'pull_request', parameters: rule(checks).parameters })).toEqual([]);
  expect(requirementsOf({ type: 'required_status_checks', parameters: null })).toEqual([]);
});

test('a rule is made where there is none', () => {
  const [made] = requireCheck([], check, { exemptsNewBranches: true });
  expect(made).toEqual(
    rule([{ context: check.context, integration_id: 12 }], {
      strict_required_status_checks_policy: false,
      do_not_enforce_on_create: true,
    }),
  );
});

test('whatever was there: the check is required from the app, once, and nothing else is lost', () => {
  const entry = fc.oneof(
    fc.record({ context: fc.constantFrom('countersign: main', 'build', 'test') }),
    fc.record({ context: fc.constantFrom('countersign: main', 'build'), integration_id: fc.nat() }),
  );
  const rules = fc.array(
    fc.oneof(
      fc.array(entry).map((checks) => rule(checks)),
      fc.constant({ type: 'deletion', parameters: null }),
    ),
  );
  fc.assert(
    fc.property(rules, (before) => {
      const after = requireCheck(before, check, { exemptsNewBranches: false });
      const ours = (list: typeof before | typeof after) =>
        list.flatMap(requirementsOf).filter(({ context }) => context === check.context);
      const others = (list: typeof before | typeof after) =>
        list.flatMap(requirementsOf).filter(({ context }) => context !== check.context);
      expect(ours(after)).toContainEqual({ ...check, exemptsNewBranches: false });
      expect(others(after)).toEqual(others(before));
      expect(requireCheck(after, check, { exemptsNewBranches: true })).toEqual(after);
    }),
  );
});
