// Times are ISO 8601 text in UTC, JSON is canonical text, truth is 0 or 1: the same on every dialect. What a query
// returns is believed only after the row mapping has validated it.

interface RequestTable {
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly verb: string;
  readonly parameter: string | null;
  readonly comment: string;
  readonly requestor_id: string;
  readonly requestor_name: string;
  readonly channel: string;
  readonly terms: string;
  readonly binding: string;
  readonly policy_hash: string;
  readonly opened_at: string;
  readonly expires_at: string | null;
  readonly escalate_at: string | null;
  readonly send_by: string | null;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly decided_words: string | null;
  /** The request that was asked again with this one. */
  readonly again_of: string | null;
  /** The `ts` of the first message of the thread that its card is in; null where the card begins one. */
  readonly thread_ts: string | null;
  readonly for_ms: number | null;
  readonly remind_at: string | null;
  readonly summary: string | null;
}

interface RunTable {
  readonly id: string;
  readonly request_id: string;
  readonly revision: number;
  readonly status: string;
  readonly verb: string;
  readonly parameter: string | null;
  readonly is_containment: number;
  /** Lower case, for the unique indexes; the machine itself keeps Defender's spelling. */
  readonly machine_id: string;
  readonly machine: string;
  readonly situation: string;
  /** Id of the Machine Action that it acts on; empty for an action on the machine. */
  readonly subject: string;
  readonly subject_created_at: string | null;
  readonly attempt: number;
  readonly claim_token: string | null;
  readonly claim_at: string | null;
  readonly claim_until: string | null;
  readonly looks: number;
  readonly not_before: string;
  readonly trouble: string | null;
  readonly machine_action_id: string | null;
  readonly adopted_from: string | null;
  readonly defender_status: string | null;
  readonly created_at: string | null;
  readonly track_at: string | null;
  readonly ended_at: string | null;
  readonly fault: string | null;
  readonly settlement: string | null;
  readonly remind_at: string | null;
}

interface ReviewTable {
  readonly request_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly decision: string;
  readonly places: string;
  readonly words: string | null;
  readonly at: string;
  /** The request's revision that the review made: orders reviews of the same millisecond. */
  readonly request_revision: number;
}

interface EventTable {
  readonly seq: number;
  readonly at: string;
  /** Null where it is about no one request. */
  readonly request_id: string | null;
  readonly run_id: string | null;
  readonly kind: string;
  readonly actor: string | null;
  /** The id within `actor`, to search by. */
  readonly actor_id: string | null;
  readonly body: string;
  readonly policy_hash: string | null;
  readonly delivery: string | null;
  readonly state: string | null;
  readonly prev: string;
  readonly hash: string;
  readonly mac: string | null;
}

interface PostTable {
  readonly id: string;
  /** Null for a notice. */
  readonly request_id: string | null;
  /** Of a notice, and the person's id of what is told directly; cards and notes are in the channel of their request. */
  readonly channel: string | null;
  readonly kind: 'card' | 'copy' | 'note' | 'notice' | 'direct' | 'progress';
  readonly event_seq: number;
  /** 0 card, 1 outcome, 2 any other note: the order of sending. */
  readonly rank: number;
  readonly state: 'due' | 'sending' | 'sent' | 'unknown' | 'dropped';
  readonly attempt: number;
  readonly is_repeat: number;
  readonly sending_at: string | null;
  readonly next_at: string;
  readonly ts: string | null;
  readonly drop_code: string | null;
  /** Slack's code for why a card is posted again, or something told directly. */
  readonly because: string | null;
  readonly want_revision: number;
  readonly drawn_revision: number;
  readonly redraw_at: string;
}

interface SwitchTable {
  readonly id: number;
  readonly revision: number;
  /** JSON of the pause; null while everything is sent. */
  readonly pause: string | null;
}

interface DeliveryTable {
  readonly key: string;
  readonly kind: string;
  /** Null once erased. */
  readonly body: string | null;
  readonly received_at: string;
  /** `decided`: what came of it is stored, and may not have been told to whoever it came from. */
  readonly state: 'new' | 'decided' | 'done';
  readonly owner: string;
  readonly lease_until: string;
  /** The last entry of the log when it was recorded; null where an older version recorded it. */
  readonly after_seq: number | null;
}

/** Every table, by name. */
export interface Schema {
  readonly request: RequestTable;
  readonly run: RunTable;
  readonly review: ReviewTable;
  readonly event: EventTable;
  /** One row: where the next event goes. */
  readonly chain_head: { readonly id: number; readonly seq: number; readonly hash: string };
  /** One row: the last entry of what was sealed and removed; the first entry that is left continues it. */
  readonly chain_base: { readonly id: number; readonly seq: number; readonly hash: string };
  /** One row: whether anything is sent. */
  readonly sending_switch: SwitchTable;
  /** Processes that share this store; `seen_at` by the database's clock, `policy_hash` empty until they have one. */
  readonly replica: { readonly owner: string; readonly policy_hash: string; readonly seen_at: string };
  readonly twin: {
    readonly twin_id: string;
    readonly request_id: string;
    readonly run_id: string;
    readonly state: 'open' | 'over';
    readonly found_seq: number;
  };
  /** Of each machine the last run that held it in a containment or ended one. */
  readonly containment: {
    /** Lower case. */
    readonly machine_id: string;
    readonly kind: string;
    readonly run_id: string;
    readonly verb: string;
    readonly at: string;
  };
  readonly post: PostTable;
  readonly delivery: DeliveryTable;
  readonly draft: {
    readonly id: string;
    readonly person: string;
    readonly channel: string;
    readonly verb: string;
    readonly machine: string;
    readonly parameter: string | null;
    readonly thread_ts: string | null;
    readonly for_ms: number | null;
    readonly again_of: string | null;
    readonly comment: string;
    readonly candidates: string;
    readonly shortcut: string | null;
    /** Null once erased. */
    readonly response_url: string | null;
    readonly kept_at: string;
  };
  readonly machine: {
    readonly id: string;
    /** Lower case, as what is typed is compared. */
    readonly name: string;
    readonly short_name: string;
    /** Lower case; null where Defender names none. */
    readonly last_ip: string | null;
    readonly facts: string;
    readonly cached_at: string;
  };
  /** Who has opened Home lately; times as text, `digest` of what it showed. */
  readonly home: {
    readonly person: string;
    readonly token: string;
    readonly opened_at: string;
    readonly digest: string | null;
    readonly view_hash: string | null;
    readonly drawn_seq: number;
    readonly look_at: string;
    readonly not_before: string;
  };
  /** Requests of which subscribers are to be told, by the entry that says that the card was posted. */
  readonly subscriber_call: { readonly request_id: string; readonly event_seq: number };
  readonly subscription: { readonly person: string; readonly since: string };
  readonly defender_call: {
    readonly id: string;
    /** Empty for what counts for all calls together. */
    readonly kind: string;
    readonly began_at: string;
    /** When it was answered or, until then, when it is over at the latest. */
    readonly over_at: string;
  };
  /** At most one row: the silence that Defender asked for last. */
  readonly defender_pause: { readonly id: number; readonly until: string };
  /** Work that one process does at a time; the fence grows with every new owner. */
  readonly lease: { readonly name: string; readonly owner: string; readonly fence: number; readonly until: string };
}

export type RequestRow = RequestTable;
export type RunRow = RunTable;
export type ReviewRow = ReviewTable;
export type EventRow = EventTable;
export type PostRow = PostTable;
export type SwitchRow = SwitchTable;
