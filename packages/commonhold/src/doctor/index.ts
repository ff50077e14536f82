export { type Examination, examine } from './examine.ts';
export { type Finding, groups, nothingToDo } from './finding.ts';
export { thisMachine } from './this-machine.ts';
