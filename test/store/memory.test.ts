import { describeMemory } from './contract/memory.ts';
import { onPglite, useStore } from './fixture.ts';

describeMemory(useStore(onPglite));
