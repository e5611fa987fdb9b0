import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/**
 * What D1 holds. Users, clientes, numbers, credentials and audit live here; `conversations` is a projection of the
 * objects and can be rebuilt from them. Times are milliseconds since the epoch. Tokens, codes and credentials are only
 * ever stored as SHA-256.
 */

export const clientes = sqliteTable('clientes', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: integer('created_at').notNull(),
  /** Whether messages of groups are taken. */
  groups: integer('groups', { mode: 'boolean' }).notNull().default(false),
});

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  /** Lower case: it is what people sign in with. */
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** Algorithm, parameters, salt and hash in one string (`lib/password.ts`). */
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  disabledAt: integer('disabled_at'),
});

/** The roles a user holds for a cliente: a set, one row each. */
export const memberships = sqliteTable(
  'memberships',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    clienteId: text('cliente_id')
      .notNull()
      .references(() => clientes.id),
    role: text('role', { enum: ['owner', 'agent', 'viewer', 'ops'] }).notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.clienteId, table.role] }),
    check('memberships_role', sql`${table.role} in ('owner', 'agent', 'viewer', 'ops')`),
  ],
);

export const numbers = sqliteTable(
  'numbers',
  {
    id: text('id').primaryKey(),
    clienteId: text('cliente_id')
      .notNull()
      .references(() => clientes.id),
    name: text('name').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('numbers_cliente').on(table.clienteId)],
);

/** What a bot agent opens the link of its number with. */
export const linkCredentials = sqliteTable(
  'link_credentials',
  {
    id: text('id').primaryKey(),
    hash: text('hash').notNull().unique(),
    clienteId: text('cliente_id')
      .notNull()
      .references(() => clientes.id),
    numberId: text('number_id')
      .notNull()
      .references(() => numbers.id),
    botId: text('bot_id').notNull(),
    host: text('host').notNull(),
    createdAt: integer('created_at').notNull(),
    revokedAt: integer('revoked_at'),
  },
  (table) => [index('link_credentials_number').on(table.numberId)],
);

export const pairingCodes = sqliteTable('pairing_codes', {
  hash: text('hash').primaryKey(),
  clienteId: text('cliente_id')
    .notNull()
    .references(() => clientes.id),
  numberId: text('number_id')
    .notNull()
    .references(() => numbers.id),
  /** Null when `npm start` made it. */
  createdBy: text('created_by').references(() => users.id),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
});

/** One sign-in of a user: every refresh token that descends from it belongs to it and dies with it. */
export const sessionFamilies = sqliteTable(
  'session_families',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    clienteId: text('cliente_id')
      .notNull()
      .references(() => clientes.id),
    createdAt: integer('created_at').notNull(),
    /** Absolute: no rotation moves it. */
    expiresAt: integer('expires_at').notNull(),
    revokedAt: integer('revoked_at'),
    revokedWhy: text('revoked_why', { enum: ['logout', 'reuse'] }),
  },
  (table) => [index('session_families_user').on(table.userId)],
);

export const refreshTokens = sqliteTable(
  'refresh_tokens',
  {
    hash: text('hash').primaryKey(),
    familyId: text('family_id')
      .notNull()
      .references(() => sessionFamilies.id),
    createdAt: integer('created_at').notNull(),
    /** When it was exchanged for its successor; used twice after the grace = stolen. */
    usedAt: integer('used_at'),
  },
  (table) => [index('refresh_tokens_family').on(table.familyId)],
);

/** Links that sign a person in once. */
export const oneTimeTokens = sqliteTable('one_time_tokens', {
  hash: text('hash').primaryKey(),
  userId: text('user_id')
    .notNull()
    .references(() => users.id),
  clienteId: text('cliente_id')
    .notNull()
    .references(() => clientes.id),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
});

/** Tries that count against a limit: a bucket is an account, an address or a user, hashed. */
export const attempts = sqliteTable(
  'attempts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    bucket: text('bucket').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [index('attempts_bucket').on(table.bucket, table.at), index('attempts_at').on(table.at)],
);

/** Who did what, when, and from where. Append-only (by trigger), chained by hash per cliente. */
export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    clienteId: text('cliente_id').notNull(),
    /** Dense per cliente, from 1. */
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    /** A user id, `bot`, `setup` or `anonymous`. */
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    /** The id of what was acted upon. */
    target: text('target'),
    /** Small JSON, no bodies. */
    detail: text('detail').notNull(),
    requestId: text('request_id').notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [uniqueIndex('audit_chain').on(table.clienteId, table.seq)],
);

/** What can be listed, joined and counted across contacts. A projection: the Inbox writes it, versions decide. */
export const conversations = sqliteTable(
  'conversations',
  {
    clienteId: text('cliente_id').notNull(),
    contactId: text('contact_id').notNull(),
    version: integer('version').notNull(),
    numberId: text('number_id').notNull(),
    name: text('name'),
    /** E.164, or null for a contact known only by `@lid` or username. */
    phone: text('phone'),
    status: text('status', { enum: ['open', 'resolved'] }).notNull(),
    activity: text('activity', { enum: ['idle', 'waiting', 'thinking', 'sending'] }).notNull(),
    holderKind: text('holder_kind', { enum: ['bot', 'human', 'paused'] }).notNull(),
    holderUserId: text('holder_user_id'),
    /** Why it is paused, or by which way the human holds it. */
    holderDetail: text('holder_detail'),
    generation: integer('generation').notNull(),
    /** JSON of `Preview`, or null. */
    preview: text('preview'),
    lastSeq: integer('last_seq').notNull(),
    lastAt: integer('last_at').notNull(),
    inboundCount: integer('inbound_count').notNull(),
    waitingSince: integer('waiting_since'),
    unsettled: integer('unsettled').notNull(),
    /** What the lead is worth; null while nothing has told. */
    temperature: text('temperature', { enum: ['cold', 'warm', 'hot'] }),
    grade: text('grade'),
    total: integer('total'),
    /** How it ended, and the grade of then. */
    outcome: text('outcome', { enum: ['won', 'lost'] }),
    outcomeGrade: text('outcome_grade'),
  },
  (table) => [
    primaryKey({ columns: [table.clienteId, table.contactId] }),
    index('conversations_recent').on(table.clienteId, table.lastAt),
    index('conversations_ended')
      .on(table.clienteId, table.outcomeGrade, table.outcome)
      .where(sql`${table.outcome} is not null`),
  ],
);
