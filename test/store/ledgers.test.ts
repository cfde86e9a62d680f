import { describeLedgers } from './contract/ledgers.ts';
import { onPglite, useStore } from './fixture.ts';

describeLedgers(useStore(onPglite));
