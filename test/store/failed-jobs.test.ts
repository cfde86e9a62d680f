import { describeFailedJobs } from './contract/failed-jobs.ts';
import { onPglite, useStore } from './fixture.ts';

describeFailedJobs(useStore(onPglite));
