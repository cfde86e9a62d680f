import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeDeliveries } from '../contract/deliveries.ts';
import { describeLeases } from '../contract/leases.ts';
import { describeLedgers } from '../contract/ledgers.ts';
import { describeQueue } from '../contract/queue.ts';
import { describeReports } from '../contract/reports.ts';
import { describeSubjects } from '../contract/subjects.ts';
import { onPostgres, useStore } from '../fixture.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(async () => await server.stop());

describe('on PostgreSQL', () => {
  const open = async () => onPostgres(await server.createDatabase());
  const fixture = useStore(open);
  describeDeliveries(fixture);
  describeSubjects(fixture);
  describeLeases(fixture);
  describeLedgers(fixture);
  describeReports(fixture);
  describeQueue(open);
});
