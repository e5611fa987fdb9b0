/** The demo cliente and its people. Fixed ids: setting up twice finds what is there. */
export const DEMO = {
  clienteId: 'cli_demo',
  clienteName: 'Loja Demo',
  numberId: 'num_demo',
  numberName: 'Loja Demo',
  owner: { userId: 'usr_demo-helena', name: 'Helena Prado', email: 'helena@lojademo.example', roles: ['owner', 'ops'] },
  agent: { userId: 'usr_demo-ana', name: 'Ana Ribeiro', email: 'ana@lojademo.example', roles: ['agent'] },
} as const;
