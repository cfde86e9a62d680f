import { describeDeliveries } from './contract/deliveries.ts';
import { onPglite, useStore } from './fixture.ts';

describeDeliveries(useStore(onPglite));
