import { useMantineColorScheme } from '@mantine/core';
import { useText } from '../text/text.ts';

const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;

/** One word that says which it is and changes it; `auto` follows the system. */
export function LightOrDark() {
  const text = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <p>
      {text.frame.appearance}{' '}
      <button
        type="button"
        className="as-link"
        aria-label={text.frame.changeAppearance(text.frame.schemes[colorScheme])}
        onClick={() => setColorScheme(next[colorScheme])}
      >
        {text.frame.schemes[colorScheme]}
      </button>
    </p>
  );
}
