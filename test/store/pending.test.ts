import { describePending } from './contract/pending.ts';
import { onPglite, useStore } from './fixture.ts';

describePending(useStore(onPglite));
