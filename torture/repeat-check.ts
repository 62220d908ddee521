const REPEAT = '(said again: Slack did not confirm the first)';

/** The moments in a note, which say when and not what. */
const MOMENT = /\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?/g;

/** Only what can be true once: an end, an answer, a decision. What is tried again may be told again. */
const ONCE =
  /^(?:Machine Action \S+ on .*: (?:Succeeded|Failed|TimeOut|Cancelled) after|Sent to Defender|Twokey recovered|Approved by|Denied by|Withdrawn by|Expired)/;

/** A denial says this on a line of its own, and then that it is said again. */
const NOTHING_SENT = '\nNothing was sent';

/** What a thread says more than once without owning up to it. */
export const repeatsUnmarked = (thread: readonly string[]): readonly string[] => {
  const unmarked = new Map<string, number>();
  for (const line of thread.flatMap((note) => note.replaceAll(NOTHING_SENT, ' Nothing was sent').split('\n'))) {
    if (!ONCE.test(line) || line.includes(REPEAT)) continue;
    const what = line.replace(MOMENT, '…');
    unmarked.set(what, (unmarked.get(what) ?? 0) + 1);
  }
  return [...unmarked]
    .filter(([, times]) => times > 1)
    .map(([what, times]) => `said ${times} times, unmarked: ${what}`);
};

/** How many paragraphs of a thread are marked as said again. */
export const repeatsIn = (thread: readonly string[]): number =>
  thread.reduce((sum, note) => sum + note.split(REPEAT).length - 1, 0);
