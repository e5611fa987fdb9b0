import * as z from 'zod';
import { LEVELS } from './log.ts';
import { parseFailpoint } from './failpoint.ts';
import { POLICIES, type Policy } from './policy.ts';
import { isZone, parseHours } from './quiet-hours.ts';

const isOrigin = (text: string): boolean => {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
};

const serverUrl = z
  .string({ error: 'SERVER_URL is missing: set it to the address of the server, e.g. http://127.0.0.1:3000' })
  .transform((text, ctx) => {
    try {
      const url = new URL(text);
      if (url.protocol === 'http:' || url.protocol === 'https:') return url.origin;
    } catch {
      // Said below.
    }
    ctx.addIssue({
      code: 'custom',
      message: 'SERVER_URL is not an address: write it like http://127.0.0.1:3000 or https://example.com',
    });
    return z.NEVER;
  });

/** A whole number between two bounds, in a sentence that names both. */
const whole = (name: string, min: number, max: number) => {
  const error = `${name} must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error).optional();
};

const Env = z.object({
  SERVER_URL: serverUrl,
  DATA_DIR: z
    .string({
      error: 'DATA_DIR is missing: set it to a folder of this agent alone, where its journal and credential live',
    })
    .min(1, 'DATA_DIR is empty: set it to a folder of this agent alone, where its journal and credential live'),
  CHANNEL: z
    .enum(['simulated', 'whatsapp-web'], { error: 'CHANNEL must be simulated or whatsapp-web' })
    .default('simulated'),
  PAIR_CODE: z
    .string()
    .trim()
    .min(8, 'PAIR_CODE is too short: copy the whole code from the dashboard')
    .max(16, 'PAIR_CODE is too long: copy only the code from the dashboard')
    .optional(),
  PACING_PROFILE: z
    .enum(['production', 'demo', 'chaos'], { error: 'PACING_PROFILE must be production, demo or chaos' })
    .optional(),
  FIRST_CONTACTS_PER_DAY: whole('FIRST_CONTACTS_PER_DAY', 0, 50),
  WARM_UP_DAYS: whole('WARM_UP_DAYS', 0, 90),
  WARM_UP_FIRST_DAY: whole('WARM_UP_FIRST_DAY', 10, 1_000),
  CIRCUIT_FAILED_PERCENT: whole('CIRCUIT_FAILED_PERCENT', 1, 50),
  QUIET_HOURS: z
    .string()
    .transform((text, ctx) => {
      const hours = parseHours(text.replaceAll(/\s/g, ''));
      if (hours) return hours;
      ctx.addIssue({ code: 'custom', message: 'QUIET_HOURS must be like 22:00-07:00' });
      return z.NEVER;
    })
    .optional(),
  QUIET_HOURS_ZONE: z.string().refine(isZone, 'QUIET_HOURS_ZONE must be a time zone like America/Sao_Paulo').optional(),
  PHONES_PORT: z.coerce
    .number({ error: 'PHONES_PORT must be a port number' })
    .int('PHONES_PORT must be a port number')
    .min(0, 'PHONES_PORT must be a port number')
    .max(65_535, 'PHONES_PORT must be a port number')
    .default(3001),
  PHONES_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine(
      (origins) => origins.every(isOrigin),
      'PHONES_ORIGINS must be origins like http://127.0.0.1:3000, separated by commas',
    ),
  CHROME_PATH: z.string().optional(),
  CHROME_ARGS: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter((part) => part !== ''))
    .refine(
      (args) => args.every((arg) => arg.startsWith('--')),
      'CHROME_ARGS must be switches like --proxy-server=127.0.0.1:8080, separated by spaces',
    ),
  HEADLESS: z.enum(['true', 'false'], { error: 'HEADLESS must be true or false' }).default('true'),
  CHROME_MEMORY_MB: z.coerce
    .number({ error: 'CHROME_MEMORY_MB must be a number of megabytes' })
    .int('CHROME_MEMORY_MB must be a number of megabytes')
    .min(400, 'CHROME_MEMORY_MB is too small: an empty page takes 300')
    .default(1_200),
  WHATSAPP_WEB_VERSION: z
    .string()
    .regex(/^[\w.-]+$/, 'WHATSAPP_WEB_VERSION must be a version like 2.3000.1017054665')
    .optional(),
  WHATSAPP_WEB_CACHE: z.string().optional(),
  PAIR_PHONE: z
    .string()
    .transform((text) => text.replaceAll(/[\s()+-]/g, ''))
    .refine(
      (digits) => /^[1-9]\d{7,14}$/.test(digits),
      'PAIR_PHONE must be the number with its country code, like +55 11 98765-4321',
    )
    .optional(),
  LOG_LEVEL: z.enum(LEVELS, { error: 'LOG_LEVEL must be debug, info, warn or error' }).default('info'),
  SIMULATED_FAULTS: z.string().optional(),
  FAILPOINT: z
    .string()
    .optional()
    .transform((text, ctx) => {
      if (text === undefined) return null;
      const parsed = parseFailpoint(text);
      if (!parsed)
        ctx.addIssue({ code: 'custom', message: 'FAILPOINT must be like after_intent:kill or after_intent:kill:3' });
      return parsed;
    }),
});

/** Each setting with what it is when it is absent: null where it must be set or is then without a value. */
export const ENV_DEFAULTS: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(Env.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined);
    return [name, absent.success ? (absent.data ?? null) : null];
  }),
);

/** The settings of the real WhatsApp, parsed. */
export type WhatsAppWebEnv = {
  /** Executable of Chrome or Chromium; null = the system's. */
  chromePath: string | null;
  chromeArgs: string[];
  headless: boolean;
  /** The browser begins anew when its processes take more than this. */
  memoryMb: number;
  /** A page of WhatsApp Web kept in a folder as `<version>.html`, instead of the one that WhatsApp serves. */
  webVersion: { version: string; folder: string } | null;
  /** Digits of the number to link by a code; null links by QR. */
  pairPhone: string | null;
};

/** The settings of one agent, parsed. */
export type AgentEnv = {
  serverUrl: string;
  dataDir: string;
  channel: 'simulated' | 'whatsapp-web';
  /** Only of CHANNEL=whatsapp-web. */
  whatsappWeb: WhatsAppWebEnv;
  pairCode: string | null;
  profile: 'production' | 'demo' | 'chaos';
  /** What else than the pace may hold automatic messages. */
  policy: Policy;
  phonesPort: number;
  phonesOrigins: string[];
  logLevel: (typeof LEVELS)[number];
  failpoint: { name: string; count: number } | null;
  /** A file of faults that the simulated WhatsApp follows. */
  simulatedFaults: string | null;
};

const whatsappWebOf = (env: z.infer<typeof Env>): WhatsAppWebEnv => ({
  chromePath: env.CHROME_PATH ?? null,
  chromeArgs: env.CHROME_ARGS,
  headless: env.HEADLESS === 'true',
  memoryMb: env.CHROME_MEMORY_MB,
  webVersion:
    env.WHATSAPP_WEB_VERSION !== undefined && env.WHATSAPP_WEB_CACHE !== undefined
      ? { version: env.WHATSAPP_WEB_VERSION, folder: env.WHATSAPP_WEB_CACHE }
      : null,
  pairPhone: env.PAIR_PHONE ?? null,
});

/** The profile's policy, with what was set in its place. */
const policyOf = (env: z.infer<typeof Env>, profile: AgentEnv['profile']): Policy => {
  const base = POLICIES[profile];
  const { firstContacts, warmUp, circuit } = POLICIES.production;
  const { FIRST_CONTACTS_PER_DAY: perDay, WARM_UP_DAYS: days, WARM_UP_FIRST_DAY: firstDay, QUIET_HOURS: quiet } = env;
  const isWarmUpSet = days !== undefined || firstDay !== undefined;
  return {
    firstContacts: perDay !== undefined && firstContacts ? { ...firstContacts, perDay } : base.firstContacts,
    warmUp:
      isWarmUpSet && warmUp
        ? { ...warmUp, days: days ?? warmUp.days, firstDay: firstDay ?? warmUp.firstDay }
        : base.warmUp,
    quiet: quiet && env.QUIET_HOURS_ZONE !== undefined ? { ...quiet, zone: env.QUIET_HOURS_ZONE } : base.quiet,
    circuit:
      env.CIRCUIT_FAILED_PERCENT !== undefined && circuit
        ? { ...circuit, failedShare: env.CIRCUIT_FAILED_PERCENT / 100 }
        : base.circuit,
  };
};

/** Reads the settings, or says in one sentence what to do about the first wrong one. Empty variables count as absent. */
export const readEnv = (
  raw: Record<string, string | undefined>,
): { ok: true; env: AgentEnv } | { ok: false; sentence: string } => {
  const present = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Env.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? 'The environment');
    const message = issue?.message ?? 'is not valid';
    return { ok: false, sentence: `${message.includes(name) ? message : `${name}: ${message}`}.` };
  }
  const env = parsed.data;
  if ((env.WHATSAPP_WEB_VERSION === undefined) !== (env.WHATSAPP_WEB_CACHE === undefined))
    return {
      ok: false,
      sentence: 'WHATSAPP_WEB_VERSION and WHATSAPP_WEB_CACHE belong together: set both, or neither.',
    };
  if ((env.QUIET_HOURS === undefined) !== (env.QUIET_HOURS_ZONE === undefined))
    return { ok: false, sentence: 'QUIET_HOURS and QUIET_HOURS_ZONE belong together: set both, or neither.' };
  const profile = env.PACING_PROFILE ?? (env.CHANNEL === 'simulated' ? 'demo' : 'production');
  return {
    ok: true,
    env: {
      serverUrl: env.SERVER_URL,
      dataDir: env.DATA_DIR,
      channel: env.CHANNEL,
      whatsappWeb: whatsappWebOf(env),
      pairCode: env.PAIR_CODE ?? null,
      profile,
      policy: policyOf(env, profile),
      phonesPort: env.PHONES_PORT,
      phonesOrigins: env.PHONES_ORIGINS,
      logLevel: env.LOG_LEVEL,
      failpoint: env.FAILPOINT,
      simulatedFaults: env.SIMULATED_FAULTS ?? null,
    },
  };
};
