import { describeLinks } from './contract/links.ts';
import { onPglite, useStore } from './fixture.ts';

describeLinks(useStore(onPglite));
