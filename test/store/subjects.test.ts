import { describeSubjects } from './contract/subjects.ts';
import { onPglite, useStore } from './fixture.ts';

describeSubjects(useStore(onPglite));
