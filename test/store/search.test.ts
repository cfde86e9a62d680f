import { describeSearch } from './contract/search.ts';
import { onPglite, useStore } from './fixture.ts';

describeSearch(useStore(onPglite));
