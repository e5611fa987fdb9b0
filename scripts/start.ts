import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SIGN_IN_LINK_MS } from '@oconnector/protocol/api/auth.ts';
import { ensureBuilt, type Target, WEB, WORKER } from './lib/build.ts';
import { type ChannelName, parseChannel } from './lib/channel.ts';
import { loadDevVars } from './lib/dev-vars.ts';
import { readInstance } from './lib/instance.ts';
import { listenForKeys, stopListening } from './lib/keys.ts';
import { type Lock, tryLock } from './lib/lock.ts';
import { devVarsFile, type StateDir, stateDir } from './lib/paths.ts';
import { nextFreePort, parsePort } from './lib/port.ts';
import { endLeftBehind } from './lib/processes.ts';
import { busy, done, plain, pointer, warn } from './lib/steps.ts';
import { Supervisor } from './lib/supervisor.ts';
import { runScript, Trouble } from './lib/trouble.ts';

const HELP = `npm start [-- --json]

Builds what is stale, starts the Worker, the demo and the bot agent, and keeps them running until q or Ctrl-C.
  --json   one line of JSON on standard output when ready; everything else is on standard error
Environment: CHANNEL (simulated; whatsapp-web is the real one), PORT (8787), STATE_DIR (.state; .state-whatsapp-web with
             the real one), DEV_VARS (.dev.vars), DEBOUNCE_QUIET_MS, DEBOUNCE_MAX_MS, AI_PROVIDER
             (embedded, workers-ai, openai-compatible), AI_MODELS, AI_BASE_URL, AI_API_KEY, AI_SPEECH_MODEL
`;

const lockState = (state: StateDir): Lock => {
  mkdirSync(state.dir, { recursive: true, mode: 0o700 });
  const lock = tryLock(state.lock);
  if (lock) return lock;
  const running = readInstance(state.instance);
  const where = running ? ` at ${running.url} (process ${running.pids.supervisor})` : '';
  throw new Trouble(
    `oConnector already runs on ${state.dir}${where}. Stop it first, or set STATE_DIR to another folder.`,
  );
};

const build = async (target: Target, label: string, signal: AbortSignal): Promise<void> => {
  const built = await ensureBuilt(target, () => busy(`building the ${label} (cached next time)`), signal);
  done(built ? `${label} built` : `${label} is up to date`);
};

const prepare = async (state: StateDir, signal: AbortSignal): Promise<{ port: number; setupToken: string }> => {
  done(`Node ${process.versions.node}`);
  const left = await endLeftBehind(state.processes);
  if (left.length > 0)
    warn(`ended what an earlier run left behind: ${left.map(({ role, pid }) => `${role} ${pid}`).join(', ')}`);
  const { vars, created } = await loadDevVars(devVarsFile());
  done(created ? '.dev.vars created (secrets generated)' : '.dev.vars found');
  await build(WEB, 'web', signal);
  await build(WORKER, 'Worker', signal);
  const wanted = parsePort(process.env['PORT']);
  const port = await nextFreePort(wanted);
  if (port !== wanted) warn(`port ${wanted} is taken: using ${port}`);
  return { port, setupToken: vars.SETUP_TOKEN };
};

const bringUp = async (supervisor: Supervisor, channel: ChannelName): Promise<void> => {
  const migrated = await supervisor.startWorker();
  if (migrated.length > 0) done(`D1 migrated (${migrated.length} new)`);
  done(`Worker and Durable Objects on ${supervisor.url}`);
  const demo = await supervisor.seed();
  done(demo.created ? 'Loja Demo seeded (pt-BR)' : 'Loja Demo is there');
  await supervisor.startBot(demo);
  done(`bot agent online (${channel === 'simulated' ? 'simulated WhatsApp' : 'the real WhatsApp'})`);
};

const announce = (supervisor: Supervisor, channel: ChannelName, json: boolean): void => {
  const instance = supervisor.instance();
  plain('AI: embedded and offline; it answers only from the knowledge of the demo');
  pointer('Open', `${instance.signIn}   (one-time sign-in, ${SIGN_IN_LINK_MS / 60_000} min)`);
  if (channel === 'simulated') pointer('Phone', instance.simulator);
  else pointer('Connect', `${instance.url}/connect   (scan the QR with the shop's phone)`);
  pointer('Inspector', `${instance.url}/ops`);
  plain(`             ${instance.email} · ${instance.password}`);
  if (process.stdin.isTTY) plain('q quit · o open · r reseed');
  if (json) process.stdout.write(`${JSON.stringify(instance)}\n`);
};

/** Resolves when somebody wants this to end. */
const untilAsked = (): { asked: Promise<string>; ask: (why: string) => void } => {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  return { asked: promise, ask: resolve };
};

await runScript(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return void process.stderr.write(HELP);
  const channel = parseChannel(process.env['CHANNEL']);
  const state = stateDir();
  const { asked, ask } = untilAsked();
  const lock = lockState(state);
  const aborted = new AbortController();
  const running: { supervisor?: Supervisor } = {};
  // A bug in here must not leave the children behind.
  process.on('exit', () => running.supervisor?.killNow());

  const up = async (): Promise<void> => {
    const { port, setupToken } = await prepare(state, aborted.signal);
    if (aborted.signal.aborted) return;
    const supervisor = new Supervisor({ state, port, setupToken, channel });
    running.supervisor = supervisor;
    await bringUp(supervisor, channel);
    announce(supervisor, channel, values.json);
    listenForKeys({ quit: () => ask('q'), freshLink: async () => supervisor.signInLink(await supervisor.seed()) });
  };

  try {
    const upForGood = up().then(() => asked);
    await Promise.race([upForGood, asked]);
    upForGood.catch(() => {});
  } finally {
    aborted.abort();
    stopListening();
    await running.supervisor?.stop();
    lock.release();
  }
  plain('stopped');
});
