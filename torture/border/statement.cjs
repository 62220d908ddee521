// Names for statements and commits that stay the same while values, plans and quoting change.
const WRITING = /^(insert|update|delete|create|drop|alter)\b/;

const plain = (sql) =>
  sql
    .replace(/["\s]+/g, ' ')
    .trim()
    .toLowerCase();

const objectOf = (text) => /(?:insert into|update|delete from|from) (?:public\.)?([a-z_]+)/.exec(text)?.[1] ?? '';

const columnsOf = (text) =>
  (/^insert into [a-z_]+ \(([^)]*)\)/.exec(text)?.[1] ?? '').split(',').map((word) => word.trim());

/** What kinds of events a statement stores. */
const kindsIn = (text, values) => {
  if (!text.startsWith('insert into event ')) return [];
  const columns = columnsOf(text);
  const place = columns.indexOf('kind');
  return place === -1 ? [] : values.filter((_, index) => index % columns.length === place).map(String);
};

/** Follows one connection: what each statement is called, and what its commit is a commit of. */
exports.followTransactions = () => {
  let wrote = new Set();
  let kinds = new Set();
  return (sql, values) => {
    const text = plain(sql);
    const [verb = ''] = text.split(/[ ;]/);
    if (verb === 'begin') {
      wrote = new Set();
      kinds = new Set();
    }
    if (verb === 'commit') {
      // Writers share a commit, in whatever order they came: by name they are sorted.
      const what = [...(kinds.size > 0 ? kinds : wrote)].sort().join(' + ');
      return { kind: what === '' ? 'other' : 'commit', name: what === '' ? 'end of a read' : what };
    }
    if (!WRITING.test(text)) {
      const isRead = verb === 'select' || verb === 'with';
      return {
        kind: isRead ? 'read' : 'other',
        name: isRead ? `read ${objectOf(text)}` : text.split(/[ ;]/, 2).join(' '),
      };
    }
    const object = objectOf(text);
    wrote.add(object);
    for (const kind of kindsIn(text, values)) kinds.add(kind);
    return { kind: 'write', name: `${verb} ${object}` };
  };
};

/**
 * Crosses the border around a statement. A read has one crossing: to die after it is to die before what follows. Begin,
 * savepoint and their like have none: nothing is stored by them, and what they stand around has its own.
 */
exports.crossAround = (cross, { kind, name }, work) => {
  const full = kind === 'commit' ? `store commit: ${name}` : `store ${name}`;
  if (kind === 'other') return work();
  cross(kind === 'read' ? full : `${full} › before`);
  const result = work();
  if (kind === 'read') return result;
  if (typeof result?.then !== 'function') {
    cross(`${full} › after`);
    return result;
  }
  cross(`${full} › handed over`);
  return result.then((value) => {
    cross(`${full} › after`);
    return value;
  });
};
