/** What the sign-in library answers at /api/auth/*, as far as the console asks: fields beyond these are left out. */

import { z } from 'zod';

export const SignInRequest = z.object({ email: z.string(), password: z.string() });

/** Who has a second factor is not in yet. */
export const SignInResult = z.object({ twoFactorRedirect: z.boolean().optional() });

export const CodeRequest = z.object({ code: z.string() });
export const PasswordRequest = z.object({ password: z.string() });
/** An answer of which only the status counts. */
export const Done = z.unknown();

export const SecondFactorSetup = z.object({
  totpURI: z.string().describe('otpauth: address for an authenticator.'),
  backupCodes: z.array(z.string()).describe('Each signs in once. Shown once.'),
});

export const Passkeys = z.array(
  z.object({ id: z.string(), name: z.string().nullish(), createdAt: z.string().nullish() }),
);
export const PasskeyId = z.object({ id: z.string() });
/** Options and answers of WebAuthn (W3C) in their JSON form, which browsers make and read themselves. */
export const WebAuthnOptions = z.record(z.string(), z.unknown());
export const PasskeyRegistration = z.object({ response: z.unknown(), name: z.string() });
export const PasskeyAssertion = z.object({ response: z.unknown() });
