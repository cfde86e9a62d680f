import { describeGauges } from './contract/gauges.ts';
import { onPglite, useStore } from './fixture.ts';

describeGauges(useStore(onPglite));
