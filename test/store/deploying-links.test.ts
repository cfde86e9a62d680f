import { describeDeployingLinks } from './contract/deploying-links.ts';
import { onPglite, useStore } from './fixture.ts';

describeDeployingLinks(useStore(onPglite));
