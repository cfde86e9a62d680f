import { describeEvidence } from './contract/evidence.ts';
import { onPglite, useStore } from './fixture.ts';

describeEvidence(useStore(onPglite));
