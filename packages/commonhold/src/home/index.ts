export { isDemoHome, writeDemoMarker } from './demo-marker.ts';
export { type HomePaths, homePaths } from './home-paths.ts';
export {
  type RestoredMark,
  readRestoredMark,
  removeRestoredMark,
  writeRestoredMark,
} from './restored-mark.ts';
