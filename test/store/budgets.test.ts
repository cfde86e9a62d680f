import { describeBudgets } from './contract/budgets.ts';
import { onPglite, useStore } from './fixture.ts';

describeBudgets(useStore(onPglite));
