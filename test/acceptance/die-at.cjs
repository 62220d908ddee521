// Loaded before the program: the process is killed, as if by the kernel, right before its so-many-th statement on the database.
const driver = require('@photostructure/sqlite');

let left = Number(process.env.DIE_AT);
const dying = (work) => {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
  return work();
};

class DyingDatabase extends driver.DatabaseSync {
  prepare(sql) {
    const statement = super.prepare(sql);
    return {
      columns: () => statement.columns(),
      get: (...values) => statement.get(...values),
      all: (...values) => dying(() => statement.all(...values)),
      run: (...values) => dying(() => statement.run(...values)),
    };
  }
}

require.cache[require.resolve('@photostructure/sqlite')].exports = { ...driver, DatabaseSync: DyingDatabase };
