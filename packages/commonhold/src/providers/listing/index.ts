export { askForModels, type ModelsAnswer } from './ask-for-models.ts';
export { listAddress } from './list-address.ts';
export type { ListedModel } from './listed-model.ts';
export { fitsWire } from './read-list.ts';
