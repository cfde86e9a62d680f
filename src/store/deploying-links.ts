import type { Database, Parameter } from './database.ts';
import type { Held, HeldPlace, LinkIndex, Place, Turn } from './store.ts';

/** What was deployed where. */
export function deployingLinks(
  database: Database,
): Pick<LinkIndex, 'places' | 'newest' | 'beside' | 'heldAt' | 'turns' | 'until'> {
  return {
    places: async (ledger) => await database.query<Place>(PLACES, [ledger]),
    newest: async (ledger, places, { stage, until, most }) => {
      const rows = await database.query<{ index: number }>(NEWEST, [
        ledger,
        places.map(({ repository }) => repository),
        places.map(({ environment }) => environment),
        stage === 'succeeded' ? ['succeeded'] : ['event', 'succeeded'],
        until,
        most,
      ]);
      return rows.map(({ index }) => index);
    },
    beside: async (ledger, { repository, environment }, { since, index }) => {
      const rows = await database.query<{ index: number }>(BESIDE, [ledger, repository, environment, since, index]);
      return rows.map((row) => row.index);
    },
    heldAt: async (held) => await database.query<HeldPlace>(HELD_AT, parametersOf(held)),
    turns: async (held, places) => {
      const known = places.filter(({ since }) => since !== null);
      return await database.query<Turn>(TURNS, [
        ...parametersOf(held),
        known.map(({ environment }) => environment),
        known.map(({ since }) => since),
      ]);
    },
    until: async ({ ledger, repository, landings }, ends) => {
      const rows = await database.query<{ index: number }>(UNTIL, [
        ledger,
        repository,
        landings.map(({ run }) => run),
        landings.map(({ index }) => index),
        ends.map(({ environment }) => environment),
        ends.map(({ last }) => last),
      ]);
      return rows.map(({ index }) => index);
    },
  };
}

function parametersOf({ ledger, repository, landings, commits }: Held): readonly Parameter[] {
  return [ledger, repository, landings.map(({ run }) => run), landings.map(({ index }) => index), commits];
}

/** From each place straight to the next one: the rows of a place are not read. */
const PLACES = `with recursive place as (
    (select repository, environment from countersign.deploying where ledger = $1
     order by repository, environment limit 1)
    union all
    select n.repository, n.environment from place p cross join lateral (
      select repository, environment from countersign.deploying
      where ledger = $1 and (repository, environment) > (p.repository, p.environment)
      order by repository, environment limit 1) n
  ) select repository, environment from place`;

const NEWEST = `select d.index from unnest($2::bigint[], $3::text[]) as p (repository, environment)
  cross join lateral (
    select since, index from countersign.deploying
    where ledger = $1 and repository = p.repository and environment = p.environment and run = -1
      and stage = any($4::text[]) and ($5::bigint is null or since <= $5::bigint)
    order by since desc, index desc limit $6) d
  order by d.since desc, d.index desc`;

const SUCCEEDED_THERE = `select index from countersign.deploying
  where ledger = $1 and repository = $2 and environment = $3 and run = -1 and stage = 'succeeded'`;

const BESIDE = `(${SUCCEEDED_THERE} and (since, index) < ($4, $5) order by since desc, index desc limit 1)
  union all (${SUCCEEDED_THERE} and (since, index) > ($4, $5) order by since, index limit 1)`;

const HELD_AT = `select environment, min(since) filter (where stage = 'succeeded') as since from (
    select d.environment, d.since, d.stage from unnest($3::integer[], $4::integer[]) as h (run, low)
    join countersign.deploying d on d.ledger = $1 and d.run = h.run and d.landing >= h.low and d.repository = $2
    union all
    select environment, since, stage from countersign.deploying
    where ledger = $1 and repository = $2 and run = -1 and commit = any($5::text[])) d
  group by environment order by environment`;

/** Before the first that holds it, there is nothing to turn. In the order of the primary key, so that nothing is sorted. */
const TURNS = `select p.environment, t.index, t.held as "isHeld"
  from unnest($6::text[], $7::bigint[]) as p (environment, since)
  cross join lateral (
    select since, index, held,
      lag(held, 1, false) over turns <> held as turned, lead(held) over turns <> held as turns
    from (
      select since, index,
        bool_or(commit = any($5::text[]) or coalesce(landing >= ($4::integer[])[array_position($3::integer[], run)], false)) as held
      from countersign.deploying
      where ledger = $1 and repository = $2 and environment = p.environment and since >= p.since and stage = 'succeeded'
      group by since, index) seen
    window turns as (order by since, index)) t
  where t.turned or t.turns order by t.since, t.index`;

/** A landing may have been recorded after what was deployed of it: those are few, and have an index of their own. */
const UNTIL = `with held as (select run, low from unnest($3::integer[], $4::integer[]) as h (run, low)),
    place as (select environment, coalesce(last, 2147483647) as last from unnest($5::text[], $6::integer[]) as p (environment, last))
  select d.index from place p cross join held h
  join countersign.deploying d on d.ledger = $1 and d.run = h.run and d.landing between h.low and p.last
  where d.repository = $2 and d.environment = p.environment and d.index <= p.last
  union
  select d.index from place p cross join held h
  join countersign.deploying d on d.ledger = $1 and d.run = h.run and d.landing > d.index and d.landing >= h.low
  where d.repository = $2 and d.environment = p.environment and d.index <= p.last
  order by index`;
