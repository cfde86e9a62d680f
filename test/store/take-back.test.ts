import { describeTakeBack } from './contract/take-back.ts';
import { onPglite, useStore } from './fixture.ts';

describeTakeBack(useStore(onPglite));
