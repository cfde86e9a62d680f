import { describeFileLinks } from './contract/file-links.ts';
import { onPglite, useStore } from './fixture.ts';

describeFileLinks(useStore(onPglite));
