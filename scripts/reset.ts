import { access, readdir, rm } from 'node:fs/promises';
import { readInstance } from './lib/instance.ts';
import { tryLock } from './lib/lock.ts';
import { stateDir } from './lib/paths.ts';
import { endLeftBehind } from './lib/processes.ts';
import { done } from './lib/steps.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/** What a state directory may hold. A folder with anything else in it is somebody's own and is left alone. */
const OURS = /^(lock\.db(-journal|-wal|-shm)?|instance\.json(\.new)?|processes\.json|v3|bot|logs|dev\.vars|tmp)$/;

/** `npm run reset`: wipes the local state, after making sure that nothing runs on it. Secrets and builds stay. */
await runScript(async () => {
  const state = stateDir();
  const exists = await access(state.dir).then(
    () => true,
    () => false,
  );
  if (!exists) return done(`nothing to wipe: ${state.dir} is not there`);
  const strangers = (await readdir(state.dir)).filter((name) => !OURS.test(name));
  if (strangers.length > 0)
    throw new Trouble(
      `${state.dir} holds things that are not ours (${strangers.slice(0, 3).join(', ')}): is STATE_DIR right? Nothing was wiped.`,
    );
  const lock = tryLock(state.lock);
  if (!lock) {
    const running = readInstance(state.instance);
    throw new Trouble(
      `oConnector runs on ${state.dir}${running ? ` (process ${running.pids.supervisor})` : ''}: stop it first. Nothing was wiped.`,
    );
  }
  await endLeftBehind(state.processes);
  await rm(state.dir, { recursive: true, force: true });
  lock.release();
  done(`wiped ${state.dir}; npm start begins with a fresh demo`);
});
