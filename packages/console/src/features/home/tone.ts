import type { Tone } from '../../components/plots/share-bar.tsx';

/** Owned and verified is the accent; what the owner only declares is lighter; what is rented has no colour. */
export function toneOf(local: string): Tone {
  if (local === 'verified') return 'accent';
  return local === 'declared' ? 'accent-soft' : 'rented';
}
