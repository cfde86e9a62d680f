import { describeLandingLinks } from './contract/landing-links.ts';
import { onPglite, useStore } from './fixture.ts';

describeLandingLinks(useStore(onPglite));
