/** A decoded JSON object of which nothing is known yet. */
export type JsonObject = { readonly [field: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as an object, or an empty one when it is anything else. */
export const objectIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The objects of a list, or none when the value is no list. */
export const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** The value as text, or '' when it is anything else. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Decodes JSON; undefined when it is none. */
export const decodeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
