import { describeReports } from './contract/reports.ts';
import { onPglite, useStore } from './fixture.ts';

describeReports(useStore(onPglite));
