import { describeNamedLeases } from './contract/leases.ts';
import { onPglite, useStore } from './fixture.ts';

describeNamedLeases(useStore(onPglite));
