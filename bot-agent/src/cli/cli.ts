import { parseArgs } from 'node:util';
import { isAlive } from '../alive.ts';
import { readEnv, type AgentEnv } from '../env.ts';
import { reasonOf } from '../log.ts';
import { EXIT } from '../run.ts';
import { defaultDataDir, settingsOf } from './settings.ts';
import { VERSION } from '../version.ts';
import { languageOf, TEXTS, type Texts } from './texts.ts';

const COMMANDS = ['pair', 'run', 'install', 'doctor', 'health'] as const;
type Command = (typeof COMMANDS)[number];

type Call = { command: Command; code: string | null; dryRun: boolean; server?: string; dataDir?: string };

/** What is asked for: a call, or the help, or the version, or why it cannot be understood. */
export type Parsed = Call | 'help' | 'version' | { wrong: string };

const OPTIONS = {
  server: { type: 'string' },
  'data-dir': { type: 'string' },
  'dry-run': { type: 'boolean' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

const isCommand = (name: string): name is Command => COMMANDS.some((command) => command === name);

const parsePositionals = (
  words: readonly string[],
  texts: Texts,
): { command: Command; code: string | null } | string => {
  const [name = '', ...rest] = words;
  if (!isCommand(name)) return texts.unknownCommand(name);
  const code = name === 'pair' ? rest.shift()?.trim() : undefined;
  if (rest[0] !== undefined) return texts.tooMany(rest[0]);
  if (name !== 'pair') return { command: name, code: null };
  if (!code) return texts.noCode;
  return code.length < 8 || code.length > 16 ? texts.badCode : { command: name, code };
};

/** Reads the arguments after the program's name. */
export const parseCall = (argv: readonly string[], texts: Texts): Parsed => {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    const option = /'(?:-\w, )?(-[^' ]*)/.exec(reasonOf(thrown))?.[1] ?? '';
    const isUnknown = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    return { wrong: isUnknown ? texts.unknownOption(option) : texts.badOption(option) };
  }
  const { values, positionals } = parsed;
  if (values.help || (positionals.length === 0 && !values.version)) return 'help';
  if (values.version) return 'version';
  const words = parsePositionals(positionals, texts);
  if (typeof words === 'string') return { wrong: words };
  const dryRun = values['dry-run'] ?? false;
  if (dryRun && words.command !== 'install') return { wrong: texts.unknownOption('--dry-run') };
  return {
    ...words,
    dryRun,
    ...(values.server === undefined ? {} : { server: values.server }),
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
  };
};

const out = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
const complain = (text: string): void => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);

type Raw = ReturnType<typeof settingsOf>;

/** The settings, or what is wrong with them in the words of the command line. */
const read = (raw: Raw, texts: Texts): AgentEnv | string => {
  if (!raw['SERVER_URL']) return texts.noServer;
  if (!/^https?:$/.test(URL.parse(raw['SERVER_URL'])?.protocol ?? '')) return texts.badServer(raw['SERVER_URL']);
  const parsed = readEnv(raw);
  return parsed.ok ? parsed.env : texts.badSettings(parsed.sentence);
};

const carryOut = async (call: Call, raw: Raw, texts: Texts): Promise<number> => {
  if (call.command === 'health') {
    const alive = isAlive(raw.DATA_DIR, Date.now());
    out(alive ? texts.health.alive : texts.health.silent);
    return alive ? 0 : 1;
  }
  const env = read(raw, texts);
  if (call.command === 'doctor') {
    const { examine, report } = await import('./doctor.ts');
    const findings = await examine(env, texts.doctor);
    out(report(findings));
    return findings.some(({ ok }) => ok === false) ? 1 : 0;
  }
  if (typeof env === 'string') {
    complain(env);
    return EXIT.settings;
  }
  if (call.command === 'run') return await (await import('../run.ts')).runProcess(raw);
  if (call.command === 'install')
    return (await import('./install.ts')).install({ raw, env, dryRun: call.dryRun, texts, out, complain });
  const { pairHere } = await import('./pair.ts');
  const { code, says } = await pairHere(env, call.code ?? '', texts);
  (code === 0 ? out : complain)(says);
  return code;
};

/** The command line: does what the arguments ask and returns the exit code. */
export const cli = async (argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const texts = TEXTS[languageOf(env)];
  const call = parseCall(argv, texts);
  if (call === 'version') out(VERSION);
  else if (call === 'help') out(texts.help(defaultDataDir(env)));
  else if ('wrong' in call) complain(`${call.wrong}\n${texts.seeHelp}`);
  else return await carryOut(call, settingsOf(env, call), texts);
  return typeof call === 'string' ? 0 : EXIT.settings;
};
