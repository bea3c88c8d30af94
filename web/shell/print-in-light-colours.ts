/** Paper is white: while a page is printed it has the light colours, whatever the screen has. */

const SCHEME = 'data-mantine-color-scheme';

/** Returns what stops it. */
export function printInLightColours(): () => void {
  const root = document.documentElement;
  let before: string | null = null;
  const lighten = () => {
    before = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, 'light');
  };
  const restore = () => {
    if (before !== null) root.setAttribute(SCHEME, before);
  };
  window.addEventListener('beforeprint', lighten);
  window.addEventListener('afterprint', restore);
  return () => {
    window.removeEventListener('beforeprint', lighten);
    window.removeEventListener('afterprint', restore);
  };
}
