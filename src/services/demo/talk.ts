/**
 * What customers of *Loja Demo* ask and what they are answered. `ask` and `answer` hold variants; a variant with `|` is
 * several bubbles. The bot's answers say what the knowledge says.
 */
export type Exchange = { ask: readonly string[]; answer: readonly string[] };

/** `{cumprimento}` fits the hour. */
export const GREETINGS: readonly string[] = [
  'oi',
  'Olá!',
  '{cumprimento}',
  'Oi, tudo bem?',
  'Oii 😊',
  '{cumprimento}, tudo bem?',
  'opa',
  'Olá, {cumprimento}!',
  'oi {cumprimento}',
];

export const WELCOMES: readonly string[] = [
  'Olá! 🌿 Aqui é a assistente da Loja Demo. Como posso ajudar?',
  'Oi! Sou a assistente virtual da Loja Demo. O que você procura hoje?',
  'Oi, tudo bem? 🌱 Pode perguntar sobre plantas, presentes, preços e entrega.',
];

export const QUESTIONS: readonly Exchange[] = [
  {
    ask: [
      'Vocês entregam hoje?',
      'dá pra entregar ainda hoje??',
      'se eu pedir agora chega hoje?',
      'Faz entrega no mesmo dia?',
    ],
    answer: [
      'Pedidos confirmados até as 15h são entregues hoje, no mesmo dia. Depois das 15h, a entrega fica para o próximo dia útil.',
    ],
  },
  {
    ask: [
      'Qual o valor do frete pra Moema?',
      'quanto é o frete',
      'Frete pra Tatuapé?|é apartamento',
      'vcs entregam em Pinheiros? quanto fica?',
    ],
    answer: [
      'O frete custa R$ 12,00 até 5 km da loja e R$ 20,00 no restante da capital. Acima de R$ 250,00 o frete na capital é grátis.',
    ],
  },
  {
    ask: ['Entrega em Guarulhos?', 'vcs entregam no ABC? moro em Santo André', 'Atendem Osasco?'],
    answer: ['Para Guarulhos, Osasco e o ABC, o frete custa R$ 35,00 e a entrega leva até 2 dias úteis.'],
  },
  {
    ask: ['Qual o horário de vocês?', 'até que horas fica aberto?', 'abre sábado?', 'Vocês abrem domingo?'],
    answer: ['De segunda a sexta das 9h às 19h, e sábado das 9h às 16h. Domingos e feriados a loja fica fechada.'],
  },
  {
    ask: ['Aceita pix?', 'quais as formas de pagamento?', 'posso pagar no cartão?', 'parcela em quantas vezes?'],
    answer: [
      'Aceitamos Pix, dinheiro e cartões de débito e crédito. No Pix há 5% de desconto. Acima de R$ 150,00 parcelamos em até 3 vezes sem juros.',
    ],
  },
  {
    ask: ['Qual o endereço?', 'onde fica a loja?', 'vcs ficam perto de algum metrô?', 'Tem estacionamento aí?'],
    answer: [
      'Estamos na Rua Joaquim Távora, 742, Vila Mariana. Da estação Ana Rosa do metrô são oito minutos a pé. Há um estacionamento conveniado em frente.',
    ],
  },
  {
    ask: ['Posso trocar se a pessoa não gostar?', 'como funciona a troca', 'minha planta não se adaptou, troca?'],
    answer: [
      'Plantas podem ser trocadas em até 7 dias, com a nota e no vaso original. Vasos e acessórios sem uso, em até 30 dias.',
    ],
  },
  {
    ask: ['Quanto custa a orquídea?', 'qto tá a orquidea branca?', 'preço da orquídea com duas hastes?'],
    answer: [
      'A orquídea phalaenopsis custa R$ 89,90 com uma haste e R$ 129,90 com duas hastes. A mini orquídea custa R$ 54,90.',
    ],
  },
  {
    ask: ['Quanto é o buquê de rosas?', 'buquê com 12 rosas quanto sai?', 'Oi, quero rosas vermelhas|qual o valor?'],
    answer: [
      'O buquê com 6 rosas custa R$ 79,00 e o buquê com 12 rosas custa R$ 139,00. Temos vermelhas, brancas e cor-de-rosa. 🌹',
    ],
  },
  {
    ask: ['tem girassol?', 'Vocês têm buquê de girassóis? 🌻', 'preço do girassol em vaso'],
    answer: ['Sim! O buquê com 5 girassóis custa R$ 69,00 e o girassol em vaso custa R$ 34,90. 🌻'],
  },
  {
    ask: [
      'Quanto custam as suculentas?',
      'valor do kit de suculentas',
      'preciso de lembrancinhas, suculenta pequena quanto?',
    ],
    answer: ['Cada suculenta pequena custa R$ 12,00. O kit com 6 sai por R$ 65,00.'],
  },
  {
    ask: ['Quanto é a costela de adão?', 'tem costela-de-adão grande?', 'preço monstera'],
    answer: ['A costela-de-adão custa R$ 119,00 no vaso de 24 cm.'],
  },
  {
    ask: [
      'Qual planta vai bem num apê com pouca luz?',
      'quero uma planta pra escritório sem janela',
      'minha sala quase não pega sol|o que vc indica?',
    ],
    answer: [
      'A zamioculca (R$ 98,00), a espada-de-são-jorge (R$ 45,00) e a jiboia (R$ 39,90) vivem bem com pouca luz e pedem pouca rega.',
    ],
  },
  {
    ask: [
      'tenho 2 gatos, qual planta é segura?',
      'Essa planta faz mal pra cachorro?',
      'costela de adão é tóxica pra gato?',
    ],
    answer: [
      'A orquídea, a samambaia, a maranta e as suculentas echeveria são seguras para gatos e cachorros. Lírio-da-paz, costela-de-adão, jiboia, zamioculca e espada-de-são-jorge são tóxicos.',
    ],
  },
  {
    ask: ['Fazem cesta de café da manhã?', 'quanto custa a cesta?', 'Queria uma cesta pro aniversário da minha mãe'],
    answer: [
      'A cesta de café da manhã custa R$ 189,00 e serve duas pessoas. Precisa ser pedida até as 16h da véspera.',
    ],
  },
  {
    ask: ['Tem kit de presente?', 'vcs embrulham pra presente?', 'dá pra mandar com um cartãozinho?'],
    answer: [
      'O kit presente com suculenta, vela e cartão custa R$ 74,90. O embrulho e o cartão escrito à mão são cortesia. 🎁',
    ],
  },
  {
    ask: [
      'Como cuido da orquídea?',
      'minha orquídea tá com a folha amarela, quantas vezes rego?',
      'orquídea pega sol direto?',
    ],
    answer: ['A orquídea gosta de luz indireta. Regue uma vez por semana, sem deixar água no pratinho.'],
  },
  {
    ask: ['posso retirar na loja?', 'se eu buscar aí fica pronto que horas?', 'Dá pra retirar hoje?'],
    answer: ['A retirada na loja é gratuita e fica pronta uma hora depois da confirmação do pedido.'],
  },
  {
    ask: ['Como funciona a assinatura de flores?', 'vi no insta a assinatura, quanto é por mês?'],
    answer: [
      'A assinatura de flores custa R$ 129,00 por mês, com duas entregas de flores da estação. O frete está incluído na capital.',
    ],
  },
  {
    ask: ['Emitem nota com CNPJ?', 'preciso de nota fiscal', 'tem desconto pra empresa? são 20 unidades'],
    answer: [
      'Emitimos nota fiscal em todas as compras; para CPF ou CNPJ, avise antes de pagar. A partir de 15 unidades há 10% de desconto para empresas.',
    ],
  },
  {
    ask: ['Tem vale presente?', 'Queria dar um vale-presente, como faz?'],
    answer: ['Sim, o vale-presente é de qualquer valor a partir de R$ 50,00 e vale por 6 meses.'],
  },
  {
    ask: ['Mandam pelos correios?', 'entrega em Curitiba?', 'vocês enviam pro Rio?'],
    answer: [
      'Não enviamos plantas nem flores pelos Correios. Vasos, velas e acessórios são enviados para todo o Brasil, com prazo de 4 a 9 dias úteis.',
    ],
  },
];

/** What the knowledge does not say: the bot admits it and offers a person. */
export const UNKNOWN: readonly Exchange[] = [
  {
    ask: [
      'vocês têm bonsai de jabuticabeira?',
      'consertam vaso quebrado?',
      'vocês dão curso de terrário?',
      'Tem adubo de minhoca?',
      'vcs alugam plantas pra evento?',
    ],
    answer: ['Não encontrei essa informação aqui. Quer que eu chame uma pessoa da equipe?'],
  },
];

export const THANKS: readonly Exchange[] = [
  {
    ask: [
      'Obrigada! 💚',
      'valeu!',
      'ótimo, obrigado',
      'Perfeito, muito obrigada',
      'show, vou ver aqui',
      '👍',
      'ok brigada',
    ],
    answer: ['Por nada! Qualquer coisa, é só chamar. 🌿', 'Imagina! Estou por aqui.', 'De nada! 🌱'],
  },
];

export const HANDS_OVER: readonly string[] = [
  'Claro! Vou chamar uma pessoa da equipe para continuar com você.',
  'Combinado: uma pessoa da equipe já vai responder por aqui.',
];
export const WAITS: readonly string[] = [
  'ok, aguardo',
  'tá bom',
  '?',
  'oi, tem alguém aí?',
  'obrigada, é um pouco urgente',
  'é pra amanhã tá',
  'vou esperar 🙏',
];
