'use client';
import { Bot, Inbox, Plus, Search, Sun, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../components/ui/avatar.tsx';
import { Badge, Count, Kbd } from '../../components/ui/badge.tsx';
import { Button, IconButton } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field, Input, Select, Switch, Textarea } from '../../components/ui/field.tsx';
import { Logo } from '../../components/ui/logo.tsx';
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from '../../components/ui/menu.tsx';
import { Popover, PopoverContent, PopoverTrigger } from '../../components/ui/popover.tsx';
import { RichText } from '../../components/ui/rich-text.tsx';
import { Segmented } from '../../components/ui/segmented.tsx';
import { Empty, Failure, Forbidden, SkeletonRows, StaleBadge } from '../../components/ui/states.tsx';
import { TabPanel, Tabs } from '../../components/ui/tabs.tsx';
import { Ticks } from '../../components/ui/ticks.tsx';
import { ApiError } from '../../lib/api.ts';
import messages from '../../messages/pt-BR.json';
import { Providers } from '../../lib/providers.tsx';
import { setTheme, type Theme, useTheme } from '../../lib/theme.ts';
import { toast } from '../../lib/toast.ts';
import { Samples } from './samples.tsx';

/** Every primitive in every state: what designers, axe and screenshots look at. */
export function KitScreen() {
  return (
    <Providers messages={messages}>
      <Kit />
    </Providers>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-line py-6">
      <h2 className="mb-4 text-title font-semibold">{title}</h2>
      {children}
    </section>
  );
}

const SWATCHES = [
  'bg-bg',
  'bg-panel',
  'bg-thread',
  'bg-hover',
  'bg-selected',
  'bg-bubble-in',
  'bg-bubble-out',
  'bg-bubble-ai',
  'bg-bubble-phone',
  'bg-note',
  'bg-primary',
  'bg-strong',
  'bg-ok-bg',
  'bg-info-bg',
  'bg-warn-bg',
  'bg-danger-bg',
];
const STATUSES = [
  'queued',
  'dispatched',
  'accepted',
  'delivered',
  'read',
  'failed',
  'unknown',
  'cancelled',
  'expired',
] as const;

function Kit() {
  const themes = useTranslations('theme');
  const theme = useTheme();
  // The samples show the time, which the prerendered page cannot know.
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return (
    <main className="mx-auto max-w-5xl px-4 py-8 sm:px-8">
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <Logo />
        <h1 className="flex-1 text-head font-semibold tracking-tight">Kit</h1>
        <Segmented<Theme>
          label={themes('title')}
          value={theme}
          onChange={setTheme}
          options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: themes(value) }))}
        />
      </div>
      <Part title="Cores">
        <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {SWATCHES.map((swatch) => (
            <li key={swatch} className="flex items-center gap-3">
              <span className={`size-10 rounded-md border border-line ${swatch}`} />
              <code className="font-mono text-meta">{swatch.slice(3)}</code>
            </li>
          ))}
        </ul>
        <p className="mt-4 flex flex-wrap gap-4">
          {['text-fg', 'text-muted', 'text-primary', 'text-info', 'text-warn', 'text-danger'].map((ink) => (
            <span key={ink} className={ink}>
              {ink.slice(5)}
            </span>
          ))}
        </p>
      </Part>
      <Part title="Tipografia">
        <p className="text-head font-semibold">Cabeçalho 20/28</p>
        <p className="text-title font-semibold">Título 16/24</p>
        <p>Corpo 14/20: à, ã, ç, é, ó — conversa de WhatsApp</p>
        <p className="text-list">Lista 13/18</p>
        <p className="tabular text-meta text-muted">Meta 12/16 · 14:32 · 0123456789</p>
      </Part>
      <Controls />
      <Part title="Rótulos">
        <div className="flex flex-wrap items-center gap-3">
          <Badge icon={<Bot size={12} aria-hidden />} tone="info">
            IA
          </Badge>
          <Badge>neutro</Badge>
          <Badge tone="ok">ok</Badge>
          <Badge tone="warn">atenção</Badge>
          <Badge tone="danger">erro</Badge>
          <Count value={4} />
          <Count value={120} />
          <Kbd>g</Kbd>
          {['Ana Lima', 'Bruno', 'Çelik Öz', '😀', 'Zé'].map((name) => (
            <Avatar key={name} name={name} seed={name} />
          ))}
          <Avatar name={null} seed="x" />
        </div>
        <ul className="mt-4 flex flex-wrap gap-4">
          {STATUSES.map((status) => (
            <li key={status} className="flex items-center gap-1.5 text-meta">
              <Ticks status={status} />
              <span aria-hidden>{status}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Texto do WhatsApp">
        <div className="max-w-md rounded-xl bg-bubble-in p-3 shadow-[0_1px_2px_rgb(0_0_0/15%)]">
          <RichText
            text={
              '*negrito*, _itálico_, ~riscado~, `código` e https://exemplo.com/a_b.\n```bloco\nde código```\nمرحبا 😀'
            }
          />
        </div>
      </Part>
      {mounted ? (
        <>
          <Samples />
          <States />
        </>
      ) : null}
    </main>
  );
}

function Controls() {
  const [on, setOn] = useState(true);
  const [pick, setPick] = useState<'a' | 'b'>('a');
  const [tab, setTab] = useState('1');
  const [open, setOpen] = useState(false);
  return (
    <Part title="Controles">
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary">Primário</Button>
        <Button>Secundário</Button>
        <Button variant="ghost">Discreto</Button>
        <Button variant="danger">Perigo</Button>
        <Button variant="primary" busy>
          Ocupado
        </Button>
        <Button variant="primary" disabled>
          Desligado
        </Button>
        <Button size="sm" icon={<Plus size={15} aria-hidden />}>
          Pequeno
        </Button>
        <IconButton label="Buscar">
          <Search size={18} aria-hidden />
        </IconButton>
        <Segmented
          label="Escolha"
          value={pick}
          onChange={setPick}
          options={[
            { value: 'a', label: 'Um', icon: <Sun size={14} aria-hidden /> },
            { value: 'b', label: 'Outro' },
          ]}
        />
        <Menu>
          <MenuTrigger asChild>
            <Button>Menu</Button>
          </MenuTrigger>
          <MenuContent>
            <MenuLabel>Ações</MenuLabel>
            <MenuItem hint="r">Responder</MenuItem>
            <MenuItem disabled>Desligado</MenuItem>
            <MenuSeparator />
            <MenuItem danger>Excluir</MenuItem>
          </MenuContent>
        </Menu>
        <Popover>
          <PopoverTrigger asChild>
            <Button>Balão</Button>
          </PopoverTrigger>
          <PopoverContent aria-label="Balão">Um balão com um pouco de texto.</PopoverContent>
        </Popover>
        <Button onClick={() => setOpen(true)}>Diálogo</Button>
        <Button
          onClick={() =>
            toast('error', 'A mensagem não foi enviada', {
              detail: 'req_01',
              action: { label: 'Tentar de novo', run: () => undefined },
            })
          }
        >
          Aviso
        </Button>
        <Dialog open={open} onOpenChange={setOpen} title="Um diálogo" description="Com uma frase que o explica.">
          <Button variant="primary" onClick={() => setOpen(false)}>
            Entendi
          </Button>
        </Dialog>
      </div>
      <div className="mt-6 grid gap-5 sm:grid-cols-2">
        <Field label="Campo" hint="Uma dica.">
          {(ids) => <Input {...ids} placeholder="Escreva" />}
        </Field>
        <Field label="Com erro" error="Isto não confere.">
          {(ids) => <Input {...ids} defaultValue="abc" />}
        </Field>
        <Field label="Texto">{(ids) => <Textarea {...ids} rows={3} />}</Field>
        <Field label="Escolha">
          {(ids) => (
            <Select {...ids}>
              <option>Uma</option>
              <option>Outra</option>
            </Select>
          )}
        </Field>
        <Switch label="Interruptor" checked={on} onChange={setOn} />
        <Switch label="Desligado" checked={false} disabled onChange={() => undefined} />
      </div>
      <div className="mt-6 rounded-lg border border-line">
        <Tabs
          value={tab}
          onChange={setTab}
          label="Abas"
          tabs={[
            { id: '1', label: 'Primeira' },
            { id: '2', label: 'Segunda', count: 3 },
          ]}
        >
          <TabPanel value="1" className="p-4">
            Primeira aba
          </TabPanel>
          <TabPanel value="2" className="p-4">
            Segunda aba
          </TabPanel>
        </Tabs>
      </div>
    </Part>
  );
}

function States() {
  const [since] = useState(() => Date.now() - 90_000);
  return (
    <Part title="Estados de uma tela">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="rounded-lg border border-line">
          <SkeletonRows rows={3} />
        </div>
        <div className="rounded-lg border border-line">
          <Empty
            icon={<Inbox size={20} aria-hidden />}
            title="Nenhuma conversa ainda"
            action={<Button size="sm">Abrir o simulador</Button>}
          >
            Uma frase e no máximo uma ação.
          </Empty>
        </div>
        <div className="rounded-lg border border-line">
          <Failure
            title="Não deu para carregar"
            error={new ApiError(500, { code: 'internal', requestId: 'req_01JD4ZK8' })}
            onRetry={() => undefined}
          />
        </div>
        <div className="rounded-lg border border-line">
          <Forbidden role="ops" />
        </div>
        <div className="overflow-hidden rounded-lg border border-line md:col-span-2">
          <StaleBadge since={since} onRetry={() => undefined} />
          <p className="flex items-center gap-2 p-4 text-muted">
            <TriangleAlert size={16} aria-hidden /> Os dados antigos continuam à vista.
          </p>
        </div>
      </div>
    </Part>
  );
}
