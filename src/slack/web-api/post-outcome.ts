import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { Instant } from '../../domain/instant';
import type { PostOutcome } from '../../flow/ports';
import { spellError } from '../spell-error';
import { slackCode } from './slack-fault';

/** What Slack will say again however often it is asked: the message or its place is the trouble, not the moment. */
const FINAL: ReadonlySet<string> = new Set([
  'as_user_not_supported',
  'cannot_reply_to_message',
  'cant_update_message',
  'channel_not_found',
  'channel_type_not_supported',
  'edit_window_closed',
  'invalid_arguments',
  'invalid_attachments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'is_archived',
  'is_inactive',
  'message_not_found',
  'messages_tab_disabled',
  'metadata_must_be_sent_from_app',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'not_in_channel',
  'slack_connect_canvas_sharing_blocked',
  'thread_not_found',
]);

/** The channel takes nothing from us any more. */
const CHANNEL_GONE: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
]);

/** The message to be edited, or answered, is no longer there. */
const MESSAGE_GONE: ReadonlySet<string> = new Set(['cannot_reply_to_message', 'message_not_found', 'thread_not_found']);

/** What is no longer there, where that is why Slack says no. */
const goneBy = (code: string): { readonly gone?: 'channel' | 'message' } => {
  if (CHANNEL_GONE.has(code) || code.startsWith('restricted_action')) return { gone: 'channel' };
  return MESSAGE_GONE.has(code) ? { gone: 'message' } : {};
};

/** Slack documents that part of the work may be done when it answers with these; half an answer says as little. */
const DOUBTFUL: ReadonlySet<string> = new Set(['fatal_error', 'internal_error', 'no_json', 'service_unavailable']);

/** Failures of the connection that prove that no byte of the request reached Slack. */
const NEVER_LEFT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const codesOf = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  // Where a name has several addresses, each attempt failed on its own; all of them must prove it.
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const cause = 'cause' in error ? error.cause : undefined;
  return [...own, ...inner.flatMap(codesOf), ...codesOf(cause)];
};

const neverLeft = (error: WebAPIRequestError): boolean => {
  const codes = codesOf(error.original);
  return codes.length > 0 && codes.every((code) => NEVER_LEFT.has(code));
};

const LIMIT_WITHOUT_WORD_MS = 30_000;

/** What a failed `chat.*` call means for the message: limited, proved not to be there, or unknown. */
export const outcomeOfFailure = (error: unknown, now: Instant): PostOutcome => {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', retryAt: now + error.retryAfter * 1000 };
  const code = slackCode(error);
  const { says } = spellError(error);
  if (error instanceof WebAPIPlatformError) {
    if (code === 'ratelimited' || code === 'rate_limited') {
      return { kind: 'limited', retryAt: now + LIMIT_WITHOUT_WORD_MS };
    }
    if (DOUBTFUL.has(code)) return { kind: 'unknown', says: code };
    return {
      kind: 'rejected',
      code,
      isFinal: FINAL.has(code) || code.startsWith('restricted_action'),
      ...goneBy(code),
    };
  }
  if (error instanceof WebAPIHTTPError && error.statusCode >= 400 && error.statusCode < 500) {
    return { kind: 'rejected', code, isFinal: false };
  }
  if (error instanceof WebAPIRequestError && neverLeft(error)) return { kind: 'rejected', code, isFinal: false };
  return { kind: 'unknown', says };
};
