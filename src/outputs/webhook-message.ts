/** What a webhook receives: events as JSON, signed with a secret that both know. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutputEvent } from './output-event.ts';

export const SIGNATURE_HEADER = 'wardlight-signature';
export const DELIVERY_HEADER = 'wardlight-delivery';
/** Older signatures should be refused: someone repeats what they overheard. */
export const SIGNATURE_SECONDS = 300;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** The body of a delivery. `id` is the same at every try. */
export function webhookBody(id: string, events: readonly OutputEvent[]): string {
  return JSON.stringify({ id, events });
}

/** `t=SECONDS,v1=HEX`: HMAC-SHA256 over the seconds since 1970, a point, and the body. */
export function webhookSignature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${macOf(secret, String(seconds), body).toString('hex')}`;
}

/** Whether a signature is of this body and secret, and not old: what a receiver does. */
export function isSignedBy(secret: string, signature: string, body: string, nowSeconds: number): boolean {
  const [, seconds = '', hex = ''] = SIGNATURE.exec(signature) ?? [];
  if (hex === '' || Math.abs(nowSeconds - Number(seconds)) > SIGNATURE_SECONDS) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), macOf(secret, seconds, body));
}

const macOf = (secret: string, seconds: string, body: string): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
