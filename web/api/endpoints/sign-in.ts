/** Sign-in, second factor, passkeys and sessions (answered by the sign-in library). */

import {
  EndedSessions,
  PasswordChange,
  RecoveryCodes,
  Sessions,
  StepUpRequest,
  StepUpResult,
} from '../../../src/contract/session.ts';
import {
  CodeRequest,
  Done,
  PasskeyAssertion,
  PasskeyId,
  PasskeyRegistration,
  Passkeys,
  PasswordRequest,
  SecondFactorSetup,
  SignInRequest,
  SignInResult,
  WebAuthnOptions,
} from '../../../src/contract/sign-in.ts';
import { endpoint } from '../endpoint.ts';

export const signIn = endpoint({
  method: 'POST',
  path: '/api/auth/sign-in/email',
  body: SignInRequest,
  response: SignInResult,
});
export const signOut = endpoint({ method: 'POST', path: '/api/auth/sign-out', response: Done });

export const enableSecondFactor = endpoint({
  method: 'POST',
  path: '/api/auth/two-factor/enable',
  body: PasswordRequest,
  response: SecondFactorSetup,
});
export const verifyCode = endpoint({
  method: 'POST',
  path: '/api/auth/two-factor/verify-totp',
  body: CodeRequest,
  response: Done,
});
export const verifyRecoveryCode = endpoint({
  method: 'POST',
  path: '/api/auth/two-factor/verify-backup-code',
  body: CodeRequest,
  response: Done,
});
export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/api/session/recovery-codes',
  response: RecoveryCodes,
});

export const listSessions = endpoint({ method: 'GET', path: '/api/sessions', response: Sessions });
export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/sessions/:id',
  response: EndedSessions,
});
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/session/password',
  body: PasswordChange,
  response: EndedSessions,
});

export const listPasskeys = endpoint({
  method: 'GET',
  path: '/api/auth/passkey/list-user-passkeys',
  response: Passkeys,
});
export const removePasskey = endpoint({
  method: 'POST',
  path: '/api/auth/passkey/delete-passkey',
  body: PasskeyId,
  response: Done,
});
export const passkeyRegistrationOptions = endpoint({
  method: 'GET',
  path: '/api/auth/passkey/generate-register-options',
  response: WebAuthnOptions,
});
export const registerPasskey = endpoint({
  method: 'POST',
  path: '/api/auth/passkey/verify-registration',
  body: PasskeyRegistration,
  response: Done,
});
export const passkeySignInOptions = endpoint({
  method: 'GET',
  path: '/api/auth/passkey/generate-authenticate-options',
  response: WebAuthnOptions,
});
export const signInWithPasskey = endpoint({
  method: 'POST',
  path: '/api/auth/passkey/verify-authentication',
  body: PasskeyAssertion,
  response: Done,
});

/** Proves the second factor anew; the session gets a new cookie. */
export const stepUp = endpoint({
  method: 'POST',
  path: '/api/session/step-up',
  body: StepUpRequest,
  response: StepUpResult,
});
