import { describePushes } from './contract/pushes.ts';
import { onPglite, useStore } from './fixture.ts';

describePushes(useStore(onPglite));
