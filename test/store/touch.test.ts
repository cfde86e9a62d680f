import { describeTouch } from './contract/touch.ts';
import { onPglite, useStore } from './fixture.ts';

describeTouch(useStore(onPglite));
