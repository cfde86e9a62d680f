import { judgeCommits } from '../commit-findings.ts';
import type { Case, Condition } from '../condition.ts';
import { makeFinding, outcomeOf, showSome } from '../findings.ts';
import { findNearest } from '../nearest.ts';
import { noNeeds } from '../need-set.ts';
import { own } from '../people.ts';
import type { TicketSource } from '../policy.ts';
import { findTickets } from '../ticket-search.ts';
import type { Outcome } from '../verdict.ts';

export interface TicketSettings {
  readonly from: string;
  readonly in?: 'each_commit' | 'any_commit' | 'title';
}

export const ticket: Condition<TicketSettings> = {
  name: 'ticket',
  schema: {
    type: 'object',
    description: 'The change names a ticket. A key counts only as a whole word.',
    additionalProperties: false,
    required: ['from'],
    properties: {
      from: { type: 'string', description: 'A tracker of `tickets`.' },
      in: {
        enum: ['each_commit', 'any_commit', 'title'],
        default: 'each_commit',
        description:
          'Where: in the message of each commit, of at least one commit, or in the title of the pull request.',
      },
    },
  },
  check({ from }, policy) {
    if (Object.hasOwn(policy.tickets, from)) return [];
    const nearest = findNearest(from, Object.keys(policy.tickets));
    const hint = nearest === null ? '' : `: did you mean "${nearest}"?`;
    return [
      {
        path: ['from'],
        code: 'policy.reference',
        message: `"tickets" does not define ${JSON.stringify(from)}${hint}`,
        nearest,
      },
    ];
  },
  needs: (settings) => ({ ...noNeeds, commits: settings.in !== 'title' }),
  watches: ['commits', 'base', 'title'],
  judge(settings, judged) {
    const source = own(judged.policy.tickets, settings.from);
    // Parsing has made sure of it; without a tracker nothing can be a ticket.
    if (source === undefined)
      return outcomeOf('ticket', [makeFinding('ticket.no-source', 'unknown', { from: settings.from })]);
    return settings.in === 'title' ? judgeTitle(settings, source, judged) : judgeMessages(settings, source, judged);
  },
};

function judgeTitle({ from }: TicketSettings, source: TicketSource, { facts: { change } }: Case): Outcome {
  if (change.number === null) return outcomeOf('ticket', [makeFinding('ticket.no-title', 'unknown', { from })]);
  const found = findTickets(source.pattern, change.title);
  if (found.length === 0) return outcomeOf('ticket', [makeFinding('ticket.missing-in-title', 'unmet', { from })]);
  return outcomeOf('ticket', [
    makeFinding('ticket.found', 'met', { from, tickets: showSome(found).shown, count: found.length, url: source.url }),
  ]);
}

function judgeMessages(settings: TicketSettings, source: TicketSource, { facts }: Case): Outcome {
  const { from, in: mode = 'each_commit' } = settings;
  return judgeCommits(facts, {
    name: 'ticket',
    mode: mode === 'any_commit' ? 'any_commit' : 'each_commit',
    test(commit) {
      if (commit.updatesFromBase) return null;
      const found = findTickets(source.pattern, commit.message);
      if (found.length === 0) return { code: 'ticket.missing', truth: 'unmet', data: { from, in: mode } };
      return {
        code: 'ticket.found',
        truth: 'met',
        data: { from, tickets: showSome(found).shown, count: found.length, url: source.url },
      };
    },
  });
}
