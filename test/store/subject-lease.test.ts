import { describeLeases } from './contract/subject-lease.ts';
import { onPglite, useStore } from './fixture.ts';

describeLeases(useStore(onPglite));
