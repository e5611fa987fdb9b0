import type { Intent } from '@oconnector/protocol/model/analysis.ts';

/**
 * What people write to a business for each purpose, in our own words: messages of shops, clinics, offices and schools, as a phone
 * writes them. One message to a line.
 */
/** By intent, one message to a line. */
export type Examples = Partial<Record<Intent, string>>;

export const pt: Examples = {
  greeting: `oi
olá
bom dia
boa tarde pessoal
boa noite
oi tudo bem?
opa
e aí beleza
oii gente
olá, como vai?
bom diaa
oi, boa tarde
alô
oi tem alguém?
hello
salve
oie
olá bom dia tudo certo?
boa noite tudo bem por aí?
oi moça
eae
oi, voltei
bom dia a todos
oi, sou eu de novo
boa`,
  thanks: `obrigada
muito obrigado
valeu
vlw demais
obg pela ajuda
agradeço a atenção
gratidão
muito obrigada pela informação
valeu mesmo
obrigado pelo retorno
brigada viu
ok obrigado
perfeito, obrigada
show, valeu
agradecida
tmj valeu
obrigado por tudo
deu certo, obrigada
resolveu, valeu
beleza, obrigado
muito grato
te agradeço
ajudou muito, obrigada
obrigadão
era isso, obrigada`,
  praise: `adorei o atendimento
vocês são ótimos
produto excelente, superou as expectativas
ficou lindo demais
nota dez
recomendo a todos
melhor loja da cidade
amei o resultado
equipe maravilhosa
chegou rapidinho, parabéns
o trabalho de vocês é incrível
muito satisfeita com a compra
qualidade impecável
estou apaixonada pelo vestido
a comida estava deliciosa
o médico foi muito atencioso
parabéns pelo serviço
gostei muito
ficou melhor que eu imaginava
atendente super educada
vocês arrasam
sempre compro aí e nunca me decepciono
que capricho na embalagem
sou cliente há anos e adoro
tudo perfeito, sem reclamações`,
  question: `qual o horário de funcionamento?
onde fica a loja?
vocês entregam no meu bairro?
aceitam cartão?
tem estacionamento?
quais documentos preciso levar?
como funciona a garantia?
vocês fazem conserto de celular?
tem tamanho G?
qual a diferença entre os dois planos?
posso trocar se não servir?
atendem convênio?
esse produto serve pra pele sensível?
quanto tempo demora a entrega?
vocês têm wifi?
precisa de receita?
pode levar cachorro?
o curso dá certificado?
qual a voltagem do aparelho?
vocês abrem no feriado?
como rastreio minha encomenda?
tem opção vegana?
qual é o telefone fixo?
é original?
vocês emitem nota fiscal?
tem vaga de trabalho?`,
  price: `quanto custa?
qual o valor?
me passa o preço por favor
quanto fica o serviço completo?
quanto tá o quilo?
tem tabela de preços?
qual o preço da consulta?
quanto vocês cobram por hora?
faz quanto à vista?
tem desconto no pix?
qual o valor da mensalidade?
gostaria de um orçamento
quanto sai a diária?
preço do kit?
em quantas vezes parcela?
qual a taxa de entrega?
consegue fazer por menos?
qual o investimento?
meu orçamento é de mil reais
procuro algo até 500 reais
tem alguma coisa mais em conta?
o valor inclui instalação?
quanto é o frete?
tenho 2 mil pra gastar, o que dá pra fazer?
quanto fica pra 10 pessoas?`,
  schedule: `quero marcar um horário
tem vaga amanhã?
posso agendar para sexta?
gostaria de remarcar minha consulta
pode ser às 15h?
tem horário hoje à tarde?
quero agendar uma visita
da pra me encaixar essa semana?
vamos marcar uma reunião
queria reservar uma mesa para sábado
qual o próximo horário livre?
posso passar aí às 10?
quero desmarcar e colocar pra outro dia
agenda pra mim quinta de manhã
consigo horário com a doutora?
pode ser terça que vem?
marca pra mim às 9 e meia
quero ver o apartamento no domingo
quando tem horário disponível?
dá pra ir agora?
vou chegar 10 minutos atrasado
confirma meu horário de amanhã
preciso mudar o horário da aula
tem como antecipar minha consulta?
segunda às 8 está bom`,
  buy: `quero comprar
fechado
vou levar
pode fechar o pedido
quero dois desse
manda o link de pagamento
quero fazer um pedido
como faço pra contratar?
me vê uma pizza grande
pode emitir o contrato
vou querer o azul
quero assinar o plano
bora fechar negócio
separa um pra mim
quero encomendar um bolo
aceito a proposta
pode mandar o boleto
manda a chave pix que eu pago
fico com o de 3 quartos
quero esse mesmo
pode enviar 5 caixas
confirma meu pedido por favor
quero reservar esse produto
combinado, pode seguir
me manda 2 marmitas`,
  lead_info: `meu nome é carla
me chamo roberto dias
sou de campinas
moro em recife
meu email é fulano@teste.com
meu telefone é 11 98888 7777
meu cep é 01001-000
somos uma empresa de 30 funcionários
sou dono de uma padaria
sou gerente de compras
quem decide sou eu
trabalho com eventos
preciso para o mês que vem
tenho dois filhos na escola
temos três lojas no interior
meu cpf é 529.982.247-25
represento a construtora alfa
minha empresa faz móveis
aqui é a joana da contabilidade
posso investir 20 mil
sou arquiteta e procuro parceiros
preciso disso até dezembro
estou montando um consultório
nossa equipe tem 12 pessoas
meu endereço é rua das flores 20`,
  objection: `achei caro
tá muito caro
vou pensar
depois eu te falo
preciso falar com meu marido antes
vi mais barato em outro lugar
não sei se vale a pena
agora não posso
tá fora do meu orçamento
vou pesquisar mais um pouco
deixa pra próxima
por enquanto não
estou só olhando
não é bem o que eu queria
o concorrente faz por menos
ainda estou na dúvida
meio salgado esse preço
não tenho pressa
vou ver e te aviso
acho que não vai dar
esse mês tá apertado
não confio em comprar pela internet
tenho medo de não servir
já tenho fornecedor
não tenho interesse agora`,
  complaint: `meu pedido não chegou
isso é um absurdo
péssimo atendimento
veio com defeito
estou esperando há uma semana
ninguém me responde
quero reclamar
produto veio quebrado
vocês me enganaram
cobraram errado na minha fatura
que vergonha de empresa
nunca mais compro aí
o técnico não apareceu
já é a terceira vez que dá problema
meu pedido veio errado
paguei e não recebi
o aparelho parou de funcionar
comida chegou fria
fui muito mal atendida
exijo meu dinheiro de volta
vou no procon
que descaso
atrasou de novo
estou muito insatisfeito
isso é propaganda enganosa`,
  cancel: `quero cancelar minha assinatura
como cancelo o plano?
cancela meu pedido
desejo encerrar o contrato
gostaria de cancelar a compra
como faço pra cancelar?
não quero mais o serviço, cancela
quero trancar a matrícula
preciso cancelar a reserva
cancelem minha conta
pode cancelar por favor
quero desistir da compra
tem multa pra cancelar?
cancelamento
quero rescindir
cancela tudo
me ajuda a cancelar a renovação
não vou mais precisar, pode cancelar
quero parar com a mensalidade
encerrar minha conta
como funciona o cancelamento?
quero cancelar a consulta
cancelar minha inscrição no curso
desfazer o pedido
solicito o cancelamento`,
  human: `quero falar com um atendente
me passa pra uma pessoa
atendente
falar com humano
quero falar com o gerente
tem alguém de verdade aí?
não quero falar com robô
chama alguém
me transfere
preciso falar com o responsável
posso falar com a vendedora?
quero atendimento humano
alguém pode me atender?
para de robô
me liga
fala com o dono
suporte humano por favor
quero conversar com uma pessoa
passa pro setor de vendas
transfere pro financeiro
cadê o atendente?
prefiro falar com gente
chama a secretária
quero ser atendida por alguém
tem como um consultor me chamar?`,
  emergency: `socorro
está pegando fogo
meu pai está passando mal
não aguento mais viver
quero morrer
tem cheiro de gás aqui
ele desmaiou
sofri um acidente
chamem uma ambulância
estou sangrando muito
ela não consegue respirar
penso em me matar
houve uma explosão
minha filha engoliu o produto
levei um choque
estão assaltando a loja
acho que é um infarto
ele teve uma convulsão
preciso da polícia agora
quero acabar com a minha vida
criança se afogando
incêndio no prédio
não vejo sentido em viver
ela tomou muitos remédios
socorro, alguém me ajuda`,
  data_request: `apaguem meus dados
quero meus dados excluídos conforme a lgpd
quais dados vocês têm sobre mim?
como conseguiram meu número?
exijo a remoção do meu cadastro
quero uma cópia dos meus dados
não autorizo o uso dos meus dados
quem é o encarregado de dados?
excluam meu cpf do sistema
de onde pegaram meu contato?
quero apagar minha conta e meus dados
solicito portabilidade dos meus dados
vocês vazaram meus dados
com quem compartilham meus dados?
retirem minhas informações
direito de acesso aos dados
deletem todo meu histórico
quero saber o que guardam de mim
corrijam meus dados pessoais
revogo meu consentimento
onde ficam salvos meus dados?
pedido lgpd
removam meu telefone do banco de dados
apaga tudo que vocês têm meu
meus dados pessoais foram usados sem permissão`,
  opt_out: `sair
parar
não quero mais receber mensagens
descadastrar
me tira dessa lista
pare de me mandar mensagem
não me mande mais nada
remover meu número da lista
stop
chega de propaganda
não quero receber promoções
me descadastra
cancelar inscrição da lista
parem de enviar
não me perturbe
sai da minha lista
quero sair da lista de transmissão
não autorizo mensagens
deixa de me mandar mensagem
bloquear mensagens
parar mensagens
sem mais mensagens
não me contate mais
me remove do grupo de ofertas
descadastre meu telefone`,
  off_topic: `me conta uma piada
quem ganhou o jogo ontem?
qual a capital da frança?
vai chover amanhã?
qual o sentido da vida?
escreve um poema
quem é o presidente?
quanto é 25 vezes 4?
me ajuda com a lição de casa
qual seu signo?
você gosta de futebol?
qual o melhor filme do ano?
me fala uma receita de lasanha
quanto tá o dólar hoje?
canta uma música
você namora?
traduz essa frase pra mim
que horas são no japão?
me indica uma série
qual time você torce?
quantos planetas existem?
conta uma história
faz um resumo desse livro
quem descobriu o brasil?
qual o resultado da mega sena?`,
};
