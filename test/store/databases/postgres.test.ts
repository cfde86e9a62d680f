import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeArchive } from '../contract/archive.ts';
import { describeBacklog } from '../contract/backlog.ts';
import { describeCrashes } from '../contract/crashes.ts';
import { describeDatabase } from '../contract/database.ts';
import { describeDecide } from '../contract/decide.ts';
import { describeDeliveries } from '../contract/deliveries.ts';
import { describeEvidence } from '../contract/evidence.ts';
import { describeHomes } from '../contract/homes.ts';
import { describeLedgers } from '../contract/ledgers.ts';
import { describeMemory } from '../contract/memory.ts';
import { describePending } from '../contract/pending.ts';
import { describeProcesses } from '../contract/processes.ts';
import { describePublish } from '../contract/publish.ts';
import { describePushes } from '../contract/pushes.ts';
import { describeQueue } from '../contract/queue.ts';
import { describeReports } from '../contract/reports.ts';
import { describeSearch } from '../contract/search.ts';
import { describeSettle } from '../contract/settle.ts';
import { describeLeases } from '../contract/subject-lease.ts';
import { describeSubjects } from '../contract/subjects.ts';
import { describeTouch } from '../contract/touch.ts';
import { describeWitnesses } from '../contract/witnesses.ts';
import { onPostgres, useStore } from '../fixture.ts';
import { type PostgresServer, startPostgres } from '../postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(async () => await server.stop());

/** The whole contract again, on the database that production uses. */
describe('on PostgreSQL', () => {
  const open = async () => onPostgres(await server.createDatabase());
  const fixture = useStore(open);
  describeArchive(fixture);
  describeDecide(fixture);
  describeDeliveries(fixture);
  describeEvidence(fixture);
  describeHomes(fixture);
  describeLedgers(fixture);
  describeMemory(fixture);
  describeSearch(fixture);
  describePending(fixture);
  describePublish(fixture);
  describePushes(fixture);
  describeReports(fixture);
  describeBacklog(fixture);
  describeSettle(fixture);
  describeLeases(fixture);
  describeSubjects(fixture);
  describeTouch(fixture);
  describeWitnesses(fixture);
  describeQueue(open);
  describeDatabase(open);
  describeCrashes(open);
  describeProcesses(() => server);
});
