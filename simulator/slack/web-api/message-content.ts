import { problemsOfBlocks } from '../block-kit/validate.js';
import { storedBlocks } from '../block-kit/stored-blocks.js';
import { adviceOn } from '../block-kit/whole-document.js';
import { isObject, type JsonObject, objectsIn, textIn } from '../json.js';
import type { Content } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Answer, refused, refusedWith } from './method.js';

const LONGEST_POST = 40_000;
const LONGEST_UPDATE = 4_000;
const LARGEST_METADATA_BYTES = 8_000;

/** What was sent; `blocks` and `metadata` are undefined when they were left out. */
export type SentContent = {
  readonly text: string | undefined;
  readonly blocks: readonly JsonObject[] | undefined;
  readonly metadata: JsonObject | undefined;
};

const metadataRefusal = (metadata: unknown): string | undefined => {
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) return 'invalid_metadata_format';
  if (Object.keys(metadata).length === 0) return undefined;
  if (textIn(metadata.event_type) === '' || !isObject(metadata.event_payload)) return 'invalid_metadata_schema';
  if (Buffer.byteLength(JSON.stringify(metadata)) > LARGEST_METADATA_BYTES) return 'metadata_too_large';
  return undefined;
};

/** Reads text, blocks and metadata as every posting method does; what Slack forbids is refused and recorded. */
export const readContent = (workspace: Workspace, method: string, args: JsonObject): SentContent | Answer => {
  const violation = (error: string, problems: readonly string[] = []): Answer => {
    workspace.violated(method, [error, ...problems].join('; '));
    return problems.length > 0 ? refusedWith(error, problems) : refused(error);
  };
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) return violation('invalid_blocks_format');
  const problems = args.blocks === undefined ? [] : problemsOfBlocks(args.blocks);
  if (problems.length > 0) return violation('invalid_blocks', problems);
  const wrongMetadata = metadataRefusal(args.metadata);
  if (wrongMetadata !== undefined) return violation(wrongMetadata);
  const sent = typeof args.text === 'string' ? args.text : undefined;
  const blocks = args.blocks === undefined ? undefined : objectsIn(args.blocks);
  if (method === 'chat.update' && (sent ?? '').length > LONGEST_UPDATE) return violation('msg_too_long');
  if ((sent ?? '').length > LONGEST_POST)
    workspace.violated(method, `text of ${sent?.length} characters was truncated`);
  if (sent === undefined || sent === '') {
    workspace.advised(method, 'no top-level text: notifications and screen readers have nothing to say');
  }
  for (const advice of adviceOn(blocks ?? [])) workspace.advised(method, advice);
  return {
    text: sent?.slice(0, LONGEST_POST),
    blocks: blocks && storedBlocks(blocks, workspace.nextId),
    metadata: isObject(args.metadata) ? args.metadata : undefined,
  };
};

export const isRefusal = (content: SentContent | Answer): content is Answer => 'ok' in content;

/** The content of a new message; undefined when it would be empty. */
export const newContent = (sent: SentContent): Content | undefined => {
  const text = sent.text ?? '';
  const blocks = sent.blocks ?? [];
  if (text.trim() === '' && blocks.length === 0) return undefined;
  const metadata = sent.metadata && Object.keys(sent.metadata).length > 0 ? { metadata: sent.metadata } : {};
  return { text, blocks, ...metadata };
};

/**
 * The content after an edit. Blocks and metadata that were left out are kept; an empty list or object removes them
 * (docs.slack.dev/reference/methods/chat.update).
 */
export const editedContent = (before: Content, sent: SentContent): Content | undefined =>
  newContent({
    text: sent.text ?? (sent.blocks === undefined ? before.text : ''),
    blocks: sent.blocks ?? before.blocks,
    metadata: sent.metadata ?? before.metadata,
  });
