const set = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that say nothing about the subject, folded, in pt, es and en; chat politeness is among them. */
export const STOP_WORDS = set(`
  a ao aos as o os um uma uns umas de da do das dos em no na nos nas num numa por pelo pela pelos pelas para com sem sob e ou mas que se ja nem tambem
  eu tu ele ela eles elas nos voce voces me mim te ti lhe lhes meu meus minha minhas seu seus sua suas nosso nossos nossa nossas dele dela
  este esta estes estas esse essa esses essas isto isso aquele aquela aquilo aqui ai la ali
  e sao foi era ser sou estou estao estar estava esteja tem tinha ter tenho temos teria ha houve haver
  qual quais quem como porque quando quanta quantas quantos
  so bem muito muita muitos muitas mais menos entao pois assim mesmo mesma outro outra algum alguma alguns algumas
  ate favor gostaria queria quero saber sabe diz diga dizer informar informa informacao pergunta duvida gentileza ajuda ajudar ver
  oi ola oie opa hey bom boa tudo obrigado obrigada valeu gente moca moco amigo amiga senhor senhora beleza
  pode podem posso podemos poderia da dao dar daria consigo consegue conseguem vai vao vou ir fica ficam
  el los las una unos unas del al y pero con sin muy mi mis tu tus su sus es son soy hay esta estan este esto eso ese esa cual cuales quien cuando donde puedo puede pueden quiero hola gracias buenos buenas favor
  the an of to in on at for from with without and or but is are was were be been am do does did have has had i you he she it we they me my your our their his her its this that these those
  don t s ll re ve u
  what which who how when why can could would should will please hi hello hey thanks thank there here any some if so as by about not
`);

/** Words that sharpen a question but decide nothing alone: times, and verbs that any shop does. They weigh little in coverage. */
export const SOFT_WORDS = set(`
  dia dias manha tarde noite hoje amanha agora ontem depois antes ainda sempre nunca semana mes ano logo rapido
  vende vendem vendo fazer faz fazem fazendo fiz feito comprar compro comprei compra trabalha trabalham usar uso existe existem funciona precisa preciso precisam
  onde quanto loja empresa coisa coisas tipo algo alguem nada todo toda todos todas cada nao sim
  today tomorrow now sell make buy need want get store shop works work use there still
  hoy manana ahora vender venden hacer comprar necesito tienda
  caso possivel jeito vez vezes gosta acha acho queremos
`);
