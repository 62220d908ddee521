import { EXIT_USAGE, giveUp, tellFault } from './verbs/give-up';

const [verb, ...args] = process.argv.slice(2);

// Each verb is loaded where it is needed: who verifies a record has no use for Slack, and does not wait for it.
const run = async (): Promise<void> => {
  switch (verb) {
    case 'audit': {
      const { runAudit } = await import('./verbs/audit.js');
      return runAudit(args);
    }
    case 'backup': {
      const { runBackup } = await import('./verbs/backup.js');
      return runBackup(args);
    }
    case 'doctor': {
      const { runDoctor } = await import('./verbs/doctor.js');
      const { configure } = await import('./verbs/settings.js');
      return runDoctor(configure());
    }
    case 'policy': {
      const { runPolicy } = await import('./verbs/policy.js');
      return runPolicy(args);
    }
    case undefined: {
      const { configure } = await import('./verbs/settings.js');
      const { serve } = await import('./verbs/serve.js');
      return serve(configure());
    }
    default:
      return giveUp(EXIT_USAGE, [
        `There is no “${verb}”. Start Twokey without a word, or with doctor, policy, audit or backup.`,
      ]);
  }
};
run().catch(tellFault);
