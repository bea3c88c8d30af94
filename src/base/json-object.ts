/** Objects of parsed JSON, before anything is known of their members. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is an object, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a value; none when it is no object. */
export const membersOf = (value: unknown): JsonObject => (isObject(value) ? value : {});
