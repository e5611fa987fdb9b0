import { normalise } from '../normalize.ts';

/** What a message is about that a person must see to. */
export type Matter = 'self_harm' | 'danger' | 'data' | 'legal' | 'refund' | 'payment' | 'anger' | 'trouble' | 'cancel';

const any = (...sources: string[]): RegExp => new RegExp(`(?<![a-z])(?:${sources.join('|')})`, 'u');

/** Folded words, chat spellings written out, one space apart. */
const PATTERNS: Readonly<Record<Matter, RegExp>> = {
  self_harm: any(
    'suicid',
    '(?:me|myself) mata(?:r|ndo)?(?![a-z])(?! de rir| a fome| de trabalhar)',
    'vou me matar',
    '(?:tirar|acabar com|dar fim n?a?) (?:a )?minha (?:propria )?vida',
    '(?:quero|queria|vontade de|prefiro|so quero) (?:morrer|sumir (?:do mundo|desse mundo)|sumir$|desaparecer do mundo)',
    'nao (?:aguento|quero|vale a pena|suporto|tenho (?:mais )?vontade de)(?: mais)? viver',
    'nao vejo (?:mais )?sentido (?:em|na) (?:viver|vida)',
    'me cort(?:ar|ei|ando) (?:os pulsos|para aliviar)',
    '(?:kill|hurt|harm)(?:ing)? myself',
    '(?:want|going) to die',
    'end(?:ing)? (?:my (?:own )?life|it all)',
    'don ?t want to (?:live|be alive)',
    'no (?:reason|point) (?:to|in) liv',
    '(?:me quiero|quiero) (?:morir|matar|suicidar)',
    'quitarme la vida',
    'no quiero (?:seguir )?vivi',
    'matarme(?![a-z])',
  ),
  danger: any(
    '(?:esta )?peg(?:ando|ou) fogo',
    '(?<!contra |extintor de |seguro de |alarme de |combate a |prevencao de |brigada de )incendio',
    '(?:explodiu|explodindo|explosao)',
    '(?:vazamento|vazando|cheiro) (?:de |forte de )*gas',
    '(?:levei|levou|tomei|tomou) (?:um )?choque',
    'passa(?:ndo)? (?:muito )?mal',
    'desmai(?:ou|ei|ada|ado)',
    'inconsciente',
    '(?:infarto|infartando|avc|convuls|overdose|parada cardiaca|ataque cardiaco)',
    '(?:nao|sem) (?:consegue|consigo|esta conseguindo|estou conseguindo) respirar|falta de ar',
    '(?:sangrando|sangramento) (?:muito|sem parar|forte)|sangrando (?:e|sem)',
    '(?:sofr(?:eu|i)|tive|teve|houve|aconteceu) (?:um )?acidente',
    '(?:chama|chamem|chame|preciso de) (?:uma |a |o )?(?:ambulancia|samu|bombeiros?|policia)',
    '(?:se machucou|me machuquei|ferid[oa] grave|gravemente ferid)',
    '(?:engoliu|ingeriu|bebeu) (?:o |um |a )?(?:produto|veneno|agua sanitaria|desinfetante)|envenenad|intoxicad',
    '(?:assalto|assaltando|assaltad[oa]|arma na|me ameacando|sendo agredid|me agredi)',
    'socorro(?! (?:24|mecanico|autom|na estrada|tem|para carro))',
    'afogand',
    '(?:on|caught) fire|(?:there is|there s) (?:a )?fire',
    'exploded|gas leak|smell of gas|smell gas',
    'heart attack|(?:can ?not|can t|cannot) breathe|unconscious|passed out|bleeding (?:a lot|badly|heavily)|having a stroke|seizure|overdos',
    'call (?:an ambulance|911|the police|the fire)|need an ambulance',
    'emergency (?:here|now|please help)|help me please (?:he|she|i m|there)',
    '(?:se )?(?:esta )?(?:quemando|incendiando)(?! calorias)|fuga de gas|huele a gas',
    '(?:infarto|se desmayo|me desmaye|no (?:puede|puedo) respirar|sangrando mucho|ambulancia)',
    'auxilio(?! doenca| brasil| maternidade| reclusao| alimentacao| transporte)',
    'exploto|exploto|electrocut',
  ),
  data: any(
    'lgpd|gdpr|anpd|lei geral de protecao|encarregado de dados|dpo(?![a-z])',
    '(?:apag|exclu|delet|remov|elimin)[a-z]* (?:todos )?(?:os |as |o |a )?(?:meus? |minhas? )(?:dados|informac[a-z]*|cadastro|registros?|historico|cpf)',
    '(?:quais|que|quero saber (?:quais|que)|acesso a) (?:os )?(?:meus )?(?:dados|informac[a-z]*)(?: pessoais)? (?:meus |minhas |que )?(?:voces|vcs|a empresa|sobre mim|tem|guardam|possuem|meus)',
    'dados meus',
    '(?:copia|acesso|portabilidade|retificacao|correcao) (?:de|a|aos|dos) (?:todos )?(?:os )?meus dados',
    '(?:de onde|onde|como) (?:voces )?(?:tiraram|conseguiram|pegaram|arrumaram|tem) (?:o )?meu (?:numero|telefone|contato|cpf|email)',
    '(?:usar|usaram|usando|uso d[eo]s?) (?:o |os )?meus? (?:dados|cpf|nome|informac)',
    '(?:vazaram|vazou|vazamento de|uso indevido d[eo]s?) (?:os )?(?:meus )?dados',
    '(?:delete|erase|remove|forget) (?:all )?(?:of )?my (?:personal )?(?:data|information|info|account data|records)',
    'what (?:personal )?(?:data|information) (?:do )?(?:you|you guys) (?:have|hold|keep|store)',
    '(?:copy of|access to) my (?:personal )?data|personal data request',
    '(?:borr|elimin|supr|quit)[a-z]* (?:todos |toda )?(?:mis?|los|la) (?:datos|informacion|registros?)|proteccion de datos|que datos (?:mios )?(?:tienen|guardan)|datos (?:mios|personales)',
  ),
  legal: any(
    'procon',
    '(?:meu|minha|com|um|falar com (?:o )?meu|acionar|chamar|contratar) advogad[oa] (?:vai|ira|entrara|ja|esta|para|contra|e|$)|(?:vou|vamos) (?:falar com|acionar|chamar|procurar|contratar|consultar)(?: o| um| meu| minha| uma)* advogad',
    '(?:vou|vamos|irei|quero|pretendo) (?:te |os |as |lhes |abrir (?:um )?)?process(?:ar|o)(?! seletivo)',
    '(?:entrar|entro|entrarei|vou|acionar|na|a) (?:com )?(?:na |a )?justica|acao judicial|medida(?:s)? (?:judicia|lega)[a-z]*|juizado|pequenas causas|processo judicial|tribunal',
    '(?:vou|irei|quero) (?:te |os |as )?denunciar|denuncia (?:contra|no)|boletim de ocorrencia|b\\.?o\\.? na delegacia|delegacia',
    'reclame ?aqui|consumidor gov|defesa do consumidor|codigo de defesa|meus direitos|direito do consumidor',
    '(?:my|a|our) (?:lawyer|attorney|solicitor)(?! recommended)|(?:i will|i ll|going to|gonna) sue|legal action|small claims|consumer (?:protection|rights)|report you|better business bureau',
    '(?:mi|un) abogad[oa]|(?:los|les|te) voy a (?:denunciar|demandar)|voy a (?:denunciar|demandar)|demanda (?:legal|judicial)|accion legal|defensa del consumidor|profeco|indecopi|sernac',
  ),
  refund: any(
    '(?:quero|exijo|cade|quando (?:cai|vem|recebo)|devolv[a-z]*|nao (?:devolveram|recebi|recebemos|caiu|fizeram)|esperando|pedi|solicitei)(?: [a-z]+){0,3} (?:meu dinheiro|dinheiro de volta|(?:meu |o )?(?:reembolso|estorno|ressarcimento))(?! funciona)',
    '(?:reembolso|estorno)(?: [a-z]+){0,3} (?:nao|negad|recusad|ate agora|atrasad)',
    'meu dinheiro (?:de volta|ate agora)',
    '(?:i )?(?:want|demand|need|where is|where s|still waiting for|give me)(?: [a-z]+){0,2} (?:my )?(?:money back|refund)|refund me|(?:refused|denied) (?:my|the) refund',
    '(?:quiero|exijo|devuelvan?me|devuelv[a-z]*)(?: [a-z]+){0,2} (?:mi )?(?:dinero|reembolso)',
  ),
  payment: any(
    '(?:me )?cobr(?:aram|ado|ada|ou|anca|ei)(?: [a-z]+){0,4} (?:duas vezes|2 vezes|em dobro|dobrado|dobro|a mais|errad[oa]|indevid[oa]|duplicad[oa]|sem autorizac[a-z]*|valor errado)',
    '(?:cobranca|compra|debito|valor) (?:indevid|duplicad|errad|que nao (?:fiz|reconheco)|desconhecid)',
    'nao (?:reconheco|fiz) (?:essa|esta|a) (?:compra|cobranca)',
    '(?:paguei|pago|pagamento|fiz o pix|pix|boleto|transferencia|transferi|deposito|depositei|mandei o comprovante)(?: [a-z0-9]+){0,8} (?:nao|nada|ainda nao|ate agora) ?(?:[a-z]+ ){0,2}(?:confirm|liber|caiu|compensou|identific|reconhec|aprov|receb|baix|constou|aparece|apareceu|consta|veio|chegou|processad|foi)',
    '(?:paguei|pagamos) (?:duas|2|em dobro|a mais|dobrado)|paguei e nao|paguei mas nao',
    '(?:cartao|pagamento|pix|compra|transacao)(?: [a-z]+){0,3} (?:recusad|negad|nao passa|nao passou|falh|deu erro|nao foi (?:aprovad|autorizad|process)|bloquead|nao vai|nao autorizad)',
    '(?:nao (?:consigo|estou conseguindo|consegui)|erro (?:ao|para|no|na)|problema (?:com o|no|na hora do|ao)) (?:pagar|pagamento|finalizar (?:a |o )?(?:compra|pagamento)|efetuar (?:o )?pagamento|gerar (?:o )?(?:boleto|pix))',
    '(?:charged|billed)(?: me)?(?: [a-z]+){0,2} (?:twice|double|wrong|incorrectly|again|extra|too much)|double charged?|overcharged|(?:unauthorized|unknown|wrong) (?:charge|payment|transaction)',
    '(?:card|payment|transaction)(?: [a-z]+){0,3} (?:declined|rejected|failed|not (?:going|go) through|did(?:n t| not) (?:go|work)|blocked)|payment (?:problem|issue|error)|paid (?:but|and)(?: [a-z]+){0,4} not',
    '(?:me )?cobraron(?: [a-z]+){0,3} (?:dos veces|doble|de mas|mal)|cobro (?:doble|indebido)|(?:tarjeta|pago)(?: [a-z]+){0,3} (?:rechazad|no (?:pasa|paso|funciona))|pague y no|pague pero no',
  ),
  anger: any(
    'sumiram com|(?:muito|super|tao|bem|foi|e) gross[oa](?! modo)|grosseir|vergonh|absurd|ridicul|palhacad|descaso|desrespeit|falta de respeito|inaceitavel|revolta(?:d|nte)|indigna|furios|odiei|odeio|pessim|horrivel|horriveis|terrivel atendimento|lixo de|um lixo|nojo|golpe(?!s? de (?:vista|sorte))|golpist|fraude(?! no| na)|estelionat|enganad|enganac|roub(?:ad|aram|o isso|alheira)|ladr(?:ao|oes)|mentiros|nunca mais (?:compro|volto|piso|quero|contrato)|cansei|estou cansad|de saco cheio|decepcion|pior (?:empresa|loja|atendimento|servico|compra|experiencia)|ninguem (?:me )?(?:responde|atende|resolve|da retorno|ajuda)|nao (?:resolvem|resolveram|respondem|me respondem)(?: nada)?|abrir (?:uma )?reclamac|(?:fazer|registrar|quero) (?:uma )?reclamac|quero reclamar|vou reclamar|merda|porra|caralho|idiota|incompetent|nao gostei nada|muito (?:chatead|insatisfeit|irritad|brav)|insatisfeit',
    'ridiculous|unacceptable|disgust|furious|angry|worst (?:service|company|experience|store|purchase)|scam|fraud|liars?|thieves|rip off|ripped off|never (?:again|buying)|pathetic|terrible service|awful|horrible (?:service|experience)|nobody (?:answers|responds|helps|cares)|no one (?:answers|responds|helps|cares)|i want to complain|file a complaint|make a complaint|fed up|i am done with|i m done with|extremely (?:disappointed|upset)|very (?:disappointed|upset|unhappy)|so disappointed|disappointed',
    'estafa|verguenza|inaceptable|indignante|pesim|horrible (?:servicio|atencion)|muy (?:molest|enojad|decepcionad|mal servicio|mala atencion)|nunca mas|ladrones|mentiros|nadie (?:me )?(?:responde|contesta|atiende|ayuda)|hart[oa]s? de|estoy hart|(?:poner|hacer|presentar) (?:una )?(?:queja|reclamacion|reclamo)|una basura|falta de respeto',
  ),
  trouble: any(
    '(?:pedido|encomenda|produto|entrega|compra|pacote|mercadoria|item|aparelho|peca|ele|ela|veio|chegou|recebi|tudo)(?: [a-z0-9]+){0,6} (?:atrasad|nao cheg|nao veio|nao foi entregue|quebrad|estragad|errad[oa]|com defeito|danificad|faltando|amassad|rasgad|mofad|vencid|podre|trincad|parou de funcionar|nao funciona|nao liga|sumiu|extraviad)',
    '(?:veio|chegou|entregaram|mandaram|enviaram|recebi)(?: [a-z]+){0,3} (?:errad|quebrad|estragad|com defeito|faltando|amassad|rasgad|outro (?:produto|modelo|tamanho|cor)|vencid|frio|fria|mofad|trincad)',
    'nao (?:recebi|chegou|entregaram|veio)(?: [a-z]+){0,4} (?:pedido|encomenda|produto|compra|ainda|ate agora|nada|entrega)|cade (?:o )?meu (?:pedido|produto)(?: [a-z0-9]+)* (?:dias|semanas|mes)',
    '(?:faz|ha|tem|a) (?:mais de )?[a-z0-9]+ (?:dias|semanas|meses|horas) (?:que )?(?:esperando|aguardando|e nada|estou|espero)|(?:esperando|aguardando|espero) (?:faz|ha|tem) [a-z0-9]+ (?:dias|semanas|meses|horas)',
    '(?:fui|fomos) (?:muito )?mal atendid|mal educad|nao (?:cumpriram|cumpriu)|nao gostei d[oa] (?:atendimento|servico|resultado|trabalho|jeito)|reacao alergica|(?:se )?(?:cortou|feriu|machucou) com (?:o|a|esse|um)|esta alagando|alagou|inundou|e ate agora nada|ate agora nao (?:resolv|respond|veio|cheg)[a-z]*',
    '[a-z0-9]+ (?:weeks|days|months) (?:waiting|late|and (?:still )?nothing)|(?:waiting|been waiting) (?:for )?(?:[a-z0-9]+ )?(?:weeks|days|months|hours)|flood(?:ing|ed)|llevo [a-z0-9]+ (?:dias|semanas|meses) esperando',
    '(?:order|package|parcel|item|product|delivery|box|it)(?: [a-z0-9]+){0,5} (?:never (?:arrived|came)|not arrived|hasn t arrived|has not arrived|did(?:n t| not) (?:arrive|come)|late|broken|damaged|crushed|defective|wrong|missing|lost|stopped working|doesn t work|not working)|(?:received|got|sent me)(?: [a-z]+){0,2} (?:wrong|broken|damaged|defective)',
    '(?:pedido|paquete|producto|envio|compra)(?: [a-z0-9]+){0,5} (?:no (?:llego|ha llegado|funciona)|llego (?:roto|mal|tarde|danad)|atrasad|retrasad|danad|equivocad)|no (?:ha )?llegado mi|llego (?:rot[oa]|danad[oa]|mal)',
  ),
  cancel: any(
    '(?:quero|queria|gostaria de|vou|preciso|pode|podem|como (?:faco|eu faco|faz)|desejo|favor|por favor|ja pedi para|quero logo)(?: [a-z]+){0,3} cancel',
    'cancel(?:a|e|em|ar|amento) (?:o |a |meu |minha |esse |essa |tudo|isso|do |da |de )',
    '(?:encerrar|rescindir|trancar) (?:o |a |meu |minha )?(?:contrato|conta|plano|assinatura|matricula)',
    '(?:want to |please |how (?:do|can) i |need to |i d like to )?cancel (?:my|the|our|this|it|everything)|cancel my',
    '(?:quiero|quisiera|necesito|como|deseo)(?: [a-z]+){0,2} cancel|(?:dar(?:me)? de baja)',
  ),
};

/** `não tenho do que reclamar` and other ways of saying that nothing is wrong. */
const FINE =
  /(?:nao|nada|sem|nunca)(?: [a-z]+){0,3} reclam|nao tem nada de errado|nunca (?:tive|deu) problema|never had (?:a|any) problem|no complaints|sin quejas|sem defeito/u;
/** Questions about a rule of the shop, not about one's own trouble. */
const HYPOTHETICAL =
  /(?<![a-z])(?:se (?:o |a |eu |meu |nao |chegar|vier|der|por acaso)|caso (?:o|a|eu|venha)|e se(?![a-z])|what if|if (?:the|my|it|i)|si (?:el|mi|llega))/u;

/** All that a message is about that a person must see to. Pure. */
export const mattersOf = (text: string): Set<Matter> => {
  const { plain } = normalise(text);
  const found = new Set<Matter>();
  const fine = FINE.test(plain);
  for (const [matter, pattern] of Object.entries(PATTERNS)) {
    if (!pattern.test(plain)) continue;
    if (fine && (matter === 'anger' || matter === 'trouble')) continue;
    if (HYPOTHETICAL.test(plain) && (matter === 'trouble' || matter === 'payment')) continue;
    found.add(matter as Matter);
  }
  return found;
};
