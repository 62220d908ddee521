import { randomUUID } from 'node:crypto';
import type { Reply } from '../entra/loopback-server';

/** Defender's error body: code, message, and the correlation id that its support asks for. */
export function defenderError(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message, target: randomUUID() } } };
}

export const unauthorized = (message: string): Reply => ({
  ...defenderError(401, 'Unauthorized', message),
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
});
/** The service names the roles that would do, any of them, and those that the token has. */
export const missingRoles = (required: readonly string[], held: readonly string[]): Reply =>
  defenderError(
    403,
    'Forbidden',
    `Missing application roles. API required roles: ${required.join(',')}, application roles: ${held.join(',')}.`,
  );
export const wrongAudience = (audience: string): Reply =>
  defenderError(403, 'Forbidden', `The token audience '${audience}' is not an audience of this API.`);
export const routeNotFound = (): Reply => defenderError(404, 'NotFound', 'Not Found');
export const resourceNotFound = (what: string, id: string): Reply =>
  defenderError(404, 'ResourceNotFound', `${what} ${id} was not found`);
export const invalidRequestBody = (message: string): Reply => defenderError(400, 'InvalidRequestBody', message);
export const invalidInput = (message: string): Reply => defenderError(400, 'InvalidInput', message);
export const missingParameter = (name: string): Reply =>
  defenderError(400, 'MissingRequiredParameter', `Parameter ${name} is required`);
export const alreadyInProgress = (): Reply =>
  defenderError(400, 'ActiveRequestAlreadyExists', 'Action is already in progress');
export const oDataError = (message: string): Reply => defenderError(400, 'ODataError', message);
/** What the service says to a system option that it does not know: no code, no target. */
export const unknownQueryOption = (): Reply => ({
  status: 400,
  body: {
    error: {
      code: '',
      message: 'The query specified in the URI is not valid. The query parameter is not supported.',
      details: [],
    },
  },
});
export const tooManyRequests = (retryAfterS: number): Reply => ({
  ...defenderError(
    429,
    'TooManyRequests',
    `You have exceeded the number of allowed requests. Try again in ${retryAfterS} seconds.`,
  ),
  headers: { 'Retry-After': String(retryAfterS) },
});
export const internalServerError = (): Reply =>
  defenderError(500, 'InternalServerError', 'Internal server error, retry the operation.');
