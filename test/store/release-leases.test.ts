import { describeHandBack } from './contract/hand-back.ts';
import { onPglite, useStore } from './fixture.ts';

describeHandBack(useStore(onPglite));
