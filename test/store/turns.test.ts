import { describeTurns } from './contract/turns.ts';
import { onPglite, useStore } from './fixture.ts';

describeTurns(useStore(onPglite));
