import { relative } from 'node:path';
import { forbidden } from './boundaries.ts';

/** Our own rules for oxlint. `boundaries`, `zod-mini` and `stubs-only` are explained in docs/ARCHITECTURE.md. */

type Node = { type: string };
type Literal = Node & { value: unknown };
type ImportNode = Node & { source: Literal | null; importKind?: string; exportKind?: string; specifiers?: Specifier[] };
type Specifier = Node & { importKind?: string; exportKind?: string };
type CallNode = Node & { callee: Node & { property?: Node & { name?: string } } };
type Context = { cwd: string; filename: string; report(problem: { node: Node; message: string }): void };

const pathOf = (context: Context): string => relative(context.cwd, context.filename).replaceAll('\\', '/');

const isTypeOnly = ({ importKind, exportKind, specifiers = [] }: ImportNode): boolean =>
  importKind === 'type' ||
  exportKind === 'type' ||
  (specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type'));

const boundaries = {
  create(context: Context) {
    const check = (node: ImportNode): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const typeOnly = node.type === 'TSImportType' || isTypeOnly(node);
      const message = forbidden({ from: pathOf(context), specifier, typeOnly });
      if (message) context.report({ node, message: `${message} (docs/ARCHITECTURE.md, who may import whom)` });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

const MINI_HOUSES = /^(protocol|web)\//;

// Measured in the browser for one union of events: the mini form 7 KB, the classic one 28, and `import { z }` 91.
const zodMini = {
  create(context: Context) {
    return {
      ImportDeclaration(node: ImportNode): void {
        const specifier = node.source?.value;
        if (typeof specifier !== 'string' || !/^zod(\/|$)/.test(specifier) || !MINI_HOUSES.test(pathOf(context)))
          return;
        const namespace = node.specifiers?.length === 1 && node.specifiers[0]?.type === 'ImportNamespaceSpecifier';
        if (specifier === 'zod/mini' && namespace) return;
        context.report({ node, message: "here zod comes as: import * as z from 'zod/mini'" });
      },
    };
  },
};

const OPENS_AN_OBJECT = new Set(['getByName', 'idFromName', 'idFromString', 'newUniqueId']);

const stubsOnly = {
  create(context: Context) {
    return {
      CallExpression(node: CallNode): void {
        const name = node.callee.property?.name;
        if (name === undefined || !OPENS_AN_OBJECT.has(name)) return;
        const path = pathOf(context);
        if (!path.startsWith('src/') || path === 'src/durable/stubs.ts' || path.endsWith('.test.ts')) return;
        context.report({
          node,
          message: `src/durable/stubs.ts is the only place that opens an object; ${name} names it in a second way`,
        });
      },
    };
  },
};

export default {
  meta: { name: 'oconnector' },
  rules: { boundaries, 'zod-mini': zodMini, 'stubs-only': stubsOnly },
};
