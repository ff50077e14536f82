import { createTheme, type MantineColorsTuple } from '@mantine/core';

/**
 * The one accent, from a tint for backgrounds to a shade for text on them; 6 on light paper, 3 on dark. Filled buttons have white
 * words in both, so on dark they are 5, the lightest on which these can be read.
 */
const petrol: MantineColorsTuple = [
  '#e6f2f5',
  '#cfe4ea',
  '#a3cbd6',
  '#7cc4d6',
  '#4a9db3',
  '#1f7b94',
  '#0b5a6f',
  '#094c5e',
  '#083f4e',
  '#06303c',
];

const family = "'Source Serif 4 Variable', 'Source Serif 4', Georgia, 'Times New Roman', serif";

/** A printed page rather than a dashboard: one family, square corners, no shadows, one accent. */
export const theme = createTheme({
  fontFamily: family,
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  fontSizes: {
    xs: '0.875rem',
    sm: '0.9688rem',
    md: '1.0625rem',
    lg: '1.1875rem',
    xl: '1.375rem',
  },
  headings: { fontFamily: family, fontWeight: '600' },
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  defaultRadius: 2,
  focusRing: 'auto',
  respectReducedMotion: true,
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  cursorType: 'pointer',
});
