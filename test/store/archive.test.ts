import { describeArchive } from './contract/archive.ts';
import { onPglite, useStore } from './fixture.ts';

describeArchive(useStore(onPglite));
