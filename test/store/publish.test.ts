import { describePublish } from './contract/publish.ts';
import { onPglite, useStore } from './fixture.ts';

describePublish(useStore(onPglite));
