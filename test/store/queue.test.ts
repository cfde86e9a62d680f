import { describeQueue } from './contract/queue.ts';
import { onPglite } from './fixture.ts';

describeQueue(onPglite);
