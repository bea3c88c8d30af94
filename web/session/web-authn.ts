/** Passkeys in the browser (WebAuthn level 3: options and answers as JSON). */

import { call } from '../api/client.ts';
import {
  passkeyRegistrationOptions,
  passkeySignInOptions,
  registerPasskey,
  signInWithPasskey,
} from '../api/endpoints/sign-in.ts';

/** Browsers have it on secure origins and on localhost, not under a bare address. */
export function canUsePasskeys(): boolean {
  return (
    window.isSecureContext &&
    typeof window.PublicKeyCredential === 'function' &&
    'parseRequestOptionsFromJSON' in window.PublicKeyCredential &&
    !/^[\d.]+$|^\[/.test(window.location.hostname)
  );
}

/** The person closed the browser's dialog; nothing went wrong. */
export const wasCancelled = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');

/** Makes a passkey on this device and registers it under a name. */
export async function makePasskey(name: string): Promise<void> {
  const options = await call(passkeyRegistrationOptions, {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await navigator.credentials.create({ publicKey });
  await call(registerPasskey, { body: { response: jsonOf(credential), name } });
}

export async function signInByPasskey(): Promise<void> {
  await call(signInWithPasskey, { body: { response: await provenPasskey() } });
}

/** What a passkey of this person signs now. Throws a DOMException when none was chosen. */
export async function provenPasskey(): Promise<unknown> {
  const options = await call(passkeySignInOptions, {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return jsonOf(await navigator.credentials.get({ publicKey }));
}

function jsonOf(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new DOMException('no passkey was chosen', 'NotAllowedError');
}
