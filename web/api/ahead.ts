/**
 * What a page asks first is asked while the browser still reads the rest of the console, which takes longer than the answer.
 * `call` takes such an answer instead of asking once more. It knows nothing of the rest, so that it runs before it.
 */

const ORGANISATION_HEADER = 'wardlight-organisation';
const CHOSEN_ORGANISATION = 'wardlight.organisation';
/** Milliseconds since the page was opened after which an answer that nobody took is not news any more. */
const TAKEN_WITHIN_MS = 15_000;

interface Asked {
  readonly organisation: string | undefined;
  readonly answer: Promise<Response>;
}

const asked = new Map<string, Asked>();

/** The organisation that the person chose the last time; undefined for their first. */
export const chosenOrganisation = (): string | undefined =>
  localStorage.getItem(CHOSEN_ORGANISATION) ?? undefined;

/** Undefined lets the person into their own. */
export function chooseOrganisation(id: string | undefined): void {
  if (id === undefined) localStorage.removeItem(CHOSEN_ORGANISATION);
  else localStorage.setItem(CHOSEN_ORGANISATION, id);
}

/** Fetches from this server, as the person and for one of their organisations. */
export function fetchFor(
  organisation: string | undefined,
  address: string,
  init: RequestInit = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json');
  if (organisation !== undefined) headers.set(ORGANISATION_HEADER, organisation);
  return fetch(address, { ...init, headers, credentials: 'same-origin' });
}

/** Asks for addresses of the API before anything can show the answers. */
export function askAhead(addresses: readonly string[]): void {
  const organisation = chosenOrganisation();
  for (const address of addresses) {
    const answer = fetchFor(organisation, address);
    // Who takes it is told what went wrong.
    answer.catch(() => undefined);
    asked.set(address, { organisation, answer });
  }
}

/** The answer that is on its way already, once; undefined when it must be asked for. */
export function takeAhead(organisation: string | undefined, address: string): Promise<Response> | undefined {
  const found = asked.get(address);
  asked.delete(address);
  const isFitting = found?.organisation === organisation && performance.now() < TAKEN_WITHIN_MS;
  return isFitting ? found?.answer : undefined;
}
