// The SQLite driver, statement by statement.
const driver = require('@photostructure/sqlite');
const { crossAround, followTransactions } = require('./statement.cjs');

exports.watch = ({ cross, sabotage }) => {
  class WatchedDatabase extends driver.DatabaseSync {
    #name = followTransactions();

    exec(sql) {
      return super.exec(sql);
    }

    prepare(sql) {
      const statement = super.prepare(sql);
      const around = (values, work) => {
        const called = this.#name(sql, values);
        if (called.kind === 'commit' && sabotage.isSwallowed(called.name)) return super.prepare('rollback').run();
        if (called.kind === 'write' && sabotage.isForgotten(called.name)) return { changes: 1, lastInsertRowid: 0 };
        return crossAround(cross, called, work);
      };
      return {
        columns: () => statement.columns(),
        get: (...values) => around(values, () => statement.get(...values)),
        all: (...values) => around(values, () => statement.all(...values)),
        iterate: (...values) => statement.iterate(...values),
        run: (...values) => around(values, () => statement.run(...values)),
      };
    }
  }
  require.cache[require.resolve('@photostructure/sqlite')].exports = { ...driver, DatabaseSync: WatchedDatabase };
};
