/** The nonce with which this page may add style elements (the server makes one for each request). */

declare global {
  /** Read by the library that locks scrolling behind dialogs (get-nonce). */
  var __webpack_nonce__: string | undefined;
}

/** Reads it from the page and hands it to libraries that look for it; empty while the console is being written. */
export function readStyleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
  globalThis.__webpack_nonce__ = nonce;
  return nonce;
}
