import { calls } from './english/calls.ts';
import { frame } from './english/frame.ts';
import { home } from './english/home.ts';
import { how } from './english/how.ts';
import { keys } from './english/keys.ts';
import { settings } from './english/settings.ts';

/** All words in English, one file for each part of the console. */
export const english = { ...frame, how, home, calls, keys, settings };
