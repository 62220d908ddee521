// Loaded into a bot whose files may not grow (RLIMIT_FSIZE): the kernel's signal would end it, and no disk sends one.
process.on('SIGXFSZ', () => {});
