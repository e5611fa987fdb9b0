// Preloaded (`node --import`) into a child of the supervisor that knows nothing of it. The channel closes however the
// supervisor ends, `kill -9` included; a child must not outlive it.
const GRACE_MS = 5000;

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
// Listening must not keep the process alive once its own work is done.
process.channel?.unref();
