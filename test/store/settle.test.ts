import { describeSettle } from './contract/settle.ts';
import { onPglite, useStore } from './fixture.ts';

describeSettle(useStore(onPglite));
