import { describeDecide } from './contract/decide.ts';
import { onPglite, useStore } from './fixture.ts';

describeDecide(useStore(onPglite));
