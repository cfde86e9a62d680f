import { expect, test } from '@jest/globals';
import { showSetupText } from '../../../src/cli/setup/text-report.ts';
import { all, appendOnly, check, foreign, report, situation, standing, writers } from './scenery.ts';

test('what differs and what is missing, with the commands', () => {
  const state = situation(standing(check, { enforcement: 'evaluate' }), standing(writers));
  const lacks = [{ code: 'not-required', text: 'Nothing requires \u{202e}it.' }] as const;
  expect(
    showSetupText(report(state, { lacks, app: { id: 12, slug: 'acme-countersign' } }), false),
  ).toMatchInlineSnapshot(`
"acme/shop, for app 12 (acme-countersign): 2 rulesets to create or to mend

differs  countersign: required check on main (ruleset 100)
         merging into main needs countersign: main, from this app alone
         - it is only evaluated: it refuses nothing
there    countersign: only the app writes (ruleset 101)
         nobody but the app writes countersign/ledger and countersign/ledger-* and countersign/evidence
missing  countersign: append-only ledger
         nobody, the app included, rewrites or deletes countersign/ledger and countersign/ledger-*

What enforcement still lacks:
- Nothing requires \\u{202e}it.

Nothing was changed. The same command with --apply does it with your token, or these do:

gh api --method PUT repos/acme/shop/rulesets/100 --input - <<'JSON'
{
  "name": "countersign: required check on main",
  "target": "branch",
  "enforcement": "active",
  "bypass_actors": [],
  "conditions": {
    "ref_name": {
      "include": [
        "refs/heads/main"
      ],
      "exclude": []
    }
  },
  "rules": [
    {
      "type": "required_status_checks",
      "parameters": {
        "strict_required_status_checks_policy": false,
        "do_not_enforce_on_create": false,
        "required_status_checks": [
          {
            "context": "countersign: main",
            "integration_id": 12
          }
        ]
      }
    }
  ]
}
JSON

gh api --method POST repos/acme/shop/rulesets --input - <<'JSON'
{
  "name": "countersign: append-only ledger",
  "target": "branch",
  "enforcement": "active",
  "bypass_actors": [],
  "conditions": {
    "ref_name": {
      "include": [
        "refs/heads/countersign/ledger",
        "refs/heads/countersign/ledger-*"
      ],
      "exclude": []
    }
  },
  "rules": [
    {
      "type": "deletion"
    },
    {
      "type": "non_fast_forward"
    }
  ]
}
JSON
"
`);
});

test('all there', () => {
  const done = new Map([[check.definition.name, 'updated' as const]]);
  expect(showSetupText(report(all(), { done }), false)).toMatchInlineSnapshot(`
"acme/shop, for app 12: all rulesets stand

updated  countersign: required check on main (ruleset 100)
         merging into main needs countersign: main, from this app alone
there    countersign: only the app writes (ruleset 101)
         nobody but the app writes countersign/ledger and countersign/ledger-* and countersign/evidence
there    countersign: append-only ledger (ruleset 102)
         nobody, the app included, rewrites or deletes countersign/ledger and countersign/ledger-*
"
`);
});

test('written, and still otherwise at GitHub: nobody is told that nothing was changed', () => {
  const done = new Map([[check.definition.name, 'updated' as const]]);
  const state = situation(standing(check, { enforcement: 'evaluate' }), standing(writers), standing(appendOnly));
  const text = showSetupText(report(state, { done }), false);
  expect(text).toContain('After it was written, GitHub still shows these otherwise.');
  expect(text).not.toContain('Nothing was changed');
});

test('by somebody else, and unread', () => {
  const state = situation(foreign(9), standing(writers, { bypass: null }), standing(appendOnly));
  expect(showSetupText(report(state), false)).toMatchInlineSnapshot(`
"acme/shop, for app 12: all rulesets stand, but not all of them could be read

there    countersign: required check on main
         merging into main needs countersign: main, from this app alone
         by the ruleset "theirs 9"
unread   countersign: only the app writes (ruleset 101)
         nobody but the app writes countersign/ledger and countersign/ledger-* and countersign/evidence
there    countersign: append-only ledger (ruleset 102)
         nobody, the app included, rewrites or deletes countersign/ledger and countersign/ledger-*

Who may bypass a ruleset is shown to administrators only: run it with a token of one.
"
`);
});

test('colours only where they were asked for', () => {
  expect(showSetupText(report(all()), true)).toContain('\u{1b}[32mthere');
});
