import { describeLeases } from './contract/leases.ts';
import { onPglite, useStore } from './fixture.ts';

describeLeases(useStore(onPglite));
