import { english } from './english.ts';

/** The words of the whole console. A translation is an object of this type; the compiler says what it lacks. */
export type Text = typeof english;

/** One language until a second is here; components ask by this, so that none of them will have to change. */
export function useText(): Text {
  return english;
}

/** The parts of the console. Their names are words, so they are known here, and nobody below needs the pages for them. */
export type PageName = keyof Text['pages'];
