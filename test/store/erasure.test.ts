import { describeErasure } from './contract/erasure.ts';
import { onPglite, useStore } from './fixture.ts';

describeErasure(useStore(onPglite));
