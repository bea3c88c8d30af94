/**
 * What Mantine draws with our tokens: its colour variables point to tokens.css, and each colour name is a semantic set
 * of text, background and mark, so that Button, Badge and Alert keep the measured contrast in both schemes.
 */

import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { valuesText } from '../text/values.ts';

/** The semantic sets of tokens.css. */
export const SETS = ['critical', 'high', 'medium', 'low', 'minimal', 'unknown', 'good'] as const;
export type SemanticSet = (typeof SETS)[number];

const isSet = (name: string): name is SemanticSet => (SETS as readonly string[]).includes(name);

/** Ten times the same: shades are chosen by the resolver below, never by number. */
function tuple(variable: string): MantineColorsTuple {
  const value = `var(--${variable})`;
  return [value, value, value, value, value, value, value, value, value, value];
}

const quietButton = {
  background: 'var(--surface)',
  hover: 'var(--surface-2)',
  color: 'var(--text)',
  border: '1px solid var(--line-2)',
};

const variantColorResolver: VariantColorsResolver = ({ color = 'accent', variant }) => {
  const transparent = { background: 'transparent', border: '1px solid transparent' };
  if (isSet(color)) {
    const own = { color: `var(--${color}-text)`, hover: `var(--${color}-bg)` };
    if (variant === 'filled' && color === 'critical')
      return {
        background: 'var(--critical-mark)',
        hover: 'var(--critical-mark)',
        color: 'var(--on-critical)',
        border: '1px solid transparent',
      };
    if (variant === 'subtle' || variant === 'transparent') return { ...transparent, ...own };
    if (variant === 'outline' || variant === 'default')
      return { ...own, background: 'var(--surface)', border: `1px solid var(--${color}-mark)` };
    const border = `1px ${color === 'unknown' ? 'dashed' : 'solid'} var(--${color}-line)`;
    return { ...own, background: `var(--${color}-bg)`, border };
  }
  if (variant === 'default' || variant === 'outline') return quietButton;
  if (variant === 'subtle' || variant === 'transparent')
    return {
      ...transparent,
      hover: 'var(--surface-2)',
      color: color === 'gray' ? 'var(--text-2)' : 'var(--accent-text)',
    };
  if (variant === 'light')
    return {
      background: 'var(--accent-bg)',
      hover: 'var(--accent-bg)',
      color: 'var(--accent-text)',
      border: '1px solid transparent',
    };
  return {
    background: 'var(--accent)',
    hover: 'var(--accent-hover)',
    color: 'var(--on-accent)',
    border: '1px solid transparent',
  };
};

/** The same names in both schemes: tokens.css changes what they mean. */
const SCHEME_VARIABLES = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--critical-text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-control)',
  '--mantine-color-disabled': 'var(--surface-2)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-bg)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: SCHEME_VARIABLES,
  dark: SCHEME_VARIABLES,
});

export const theme = createTheme({
  primaryColor: 'accent',
  colors: {
    accent: tuple('accent'),
    critical: tuple('critical-mark'),
    high: tuple('high-mark'),
    medium: tuple('medium-mark'),
    low: tuple('low-mark'),
    minimal: tuple('minimal-mark'),
    unknown: tuple('unknown-mark'),
    good: tuple('good-mark'),
  },
  variantColorResolver,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: {
    xs: 'var(--size-tiny)',
    sm: 'var(--size-body)',
    md: 'var(--size-lead)',
    lg: 'var(--size-h1)',
    xl: 'var(--size-display)',
  },
  radius: { xs: '4px', sm: '6px', md: '7px', lg: '9px', xl: '10px' },
  defaultRadius: 'md',
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: {
      defaultProps: {
        size: 'xs',
        visibilityToggleButtonProps: { 'aria-label': valuesText.showTyped, tabIndex: 0 },
      },
    },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    MultiSelect: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    TagsInput: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs', autosize: true, minRows: 2, maxRows: 6 } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120 } } },
    Menu: {
      // The placeholder is an element in the menu that is none of its items.
      defaultProps: {
        shadow: 'md',
        transitionProps: { duration: 120 },
        withInitialFocusPlaceholder: false,
      },
    },
    Drawer: { defaultProps: { position: 'right', transitionProps: { duration: 160 } } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
  },
});
