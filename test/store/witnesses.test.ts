import { describeWitnesses } from './contract/witnesses.ts';
import { onPglite, useStore } from './fixture.ts';

describeWitnesses(useStore(onPglite));
