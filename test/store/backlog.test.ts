import { describeBacklog } from './contract/backlog.ts';
import { onPglite, useStore } from './fixture.ts';

describeBacklog(useStore(onPglite));
