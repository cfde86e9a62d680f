import { describeHomes } from './contract/homes.ts';
import { onPglite, useStore } from './fixture.ts';

describeHomes(useStore(onPglite));
