import { describeSucceed } from './contract/succeed.ts';
import { onPglite, useStore } from './fixture.ts';

describeSucceed(useStore(onPglite));
