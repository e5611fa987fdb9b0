import { fold } from '../normalize.ts';

/** The larger municipalities of Brazil and those that shops are asked about, by state, spelt as IBGE spells them. */
const BY_STATE: Readonly<Record<string, string>> = {
  AC: 'Rio Branco, Cruzeiro do Sul, Sena Madureira',
  AL: 'Maceió, Arapiraca, Rio Largo, Palmeira dos Índios, União dos Palmares, Penedo, Marechal Deodoro, Maragogi, Delmiro Gouveia',
  AM: 'Manaus, Parintins, Itacoatiara, Manacapuru, Coari, Tefé, Tabatinga, Presidente Figueiredo',
  AP: 'Macapá, Santana, Laranjal do Jari, Oiapoque',
  BA: 'Salvador, Feira de Santana, Vitória da Conquista, Camaçari, Juazeiro, Itabuna, Lauro de Freitas, Teixeira de Freitas, Ilhéus, Barreiras, Jequié, Alagoinhas, Porto Seguro, Simões Filho, Paulo Afonso, Eunápolis, Santo Antônio de Jesus, Luís Eduardo Magalhães, Valença, Candeias, Guanambi, Jacobina, Serrinha, Senhor do Bonfim, Dias d’Ávila, Itapetinga, Irecê, Cruz das Almas, Brumado, Bom Jesus da Lapa, Santo Amaro, Itaberaba',
  CE: 'Fortaleza, Caucaia, Juazeiro do Norte, Maracanaú, Sobral, Itapipoca, Crato, Maranguape, Iguatu, Quixadá, Quixeramobim, Aquiraz, Pacatuba, Canindé, Russas, Crateús, Tianguá, Horizonte, Pacajus, Cascavel, Icó, Morada Nova, Camocim, Eusébio, Aracati, Limoeiro do Norte, Barbalha',
  DF: 'Brasília, Taguatinga, Ceilândia, Águas Claras, Samambaia, Sobradinho, Gama, Guará, Planaltina, Recanto das Emas, Vicente Pires, Lago Sul, Lago Norte',
  ES: 'Vitória, Vila Velha, Serra, Cariacica, Cachoeiro de Itapemirim, Linhares, São Mateus, Guarapari, Colatina, Aracruz, Viana, Nova Venécia, Domingos Martins, Marataízes, Anchieta, Venda Nova do Imigrante',
  GO: 'Goiânia, Aparecida de Goiânia, Anápolis, Rio Verde, Luziânia, Águas Lindas de Goiás, Valparaíso de Goiás, Trindade, Formosa, Novo Gama, Senador Canedo, Itumbiara, Catalão, Jataí, Planaltina de Goiás, Caldas Novas, Cidade Ocidental, Mineiros, Goianésia, Inhumas, Quirinópolis, Porangatu, Pirenópolis',
  MA: 'São Luís, Imperatriz, São José de Ribamar, Timon, Caxias, Paço do Lumiar, Codó, Açailândia, Bacabal, Balsas, Santa Inês, Pinheiro, Chapadinha, Barra do Corda, Barreirinhas',
  MG: 'Belo Horizonte, Uberlândia, Contagem, Juiz de Fora, Betim, Montes Claros, Ribeirão das Neves, Uberaba, Governador Valadares, Ipatinga, Sete Lagoas, Divinópolis, Santa Luzia, Ibirité, Poços de Caldas, Patos de Minas, Pouso Alegre, Teófilo Otoni, Barbacena, Sabará, Varginha, Conselheiro Lafaiete, Itabira, Vespasiano, Araguari, Passos, Ubá, Coronel Fabriciano, Muriaé, Ituiutaba, Araxá, Lavras, Nova Serrana, Itajubá, Nova Lima, Pará de Minas, Itaúna, Paracatu, Caratinga, Patrocínio, São João del Rei, Timóteo, Unaí, Manhuaçu, Curvelo, Alfenas, João Monlevade, Três Corações, Viçosa, Cataguases, Ouro Preto, Mariana, Janaúba, São Sebastião do Paraíso, Januária, Formiga, Esmeraldas, Pedro Leopoldo, Lagoa Santa, Ponte Nova, Mateus Leme, Itabirito, Congonhas, Extrema, Frutal, Três Pontas, Pirapora, Brumadinho, Guaxupé, Tiradentes, Diamantina, Monte Carmelo, Oliveira, Boa Esperança, Leopoldina, Igarapé, Bom Despacho, Santos Dumont, Machado, Salinas',
  MS: 'Campo Grande, Dourados, Três Lagoas, Corumbá, Ponta Porã, Sidrolândia, Naviraí, Nova Andradina, Aquidauana, Maracaju, Paranaíba, Bonito',
  MT: 'Cuiabá, Várzea Grande, Rondonópolis, Sinop, Sorriso, Tangará da Serra, Cáceres, Primavera do Leste, Lucas do Rio Verde, Barra do Garças, Alta Floresta, Nova Mutum, Campo Verde, Pontes e Lacerda',
  PA: 'Belém, Ananindeua, Santarém, Marabá, Parauapebas, Castanhal, Abaetetuba, Cametá, Marituba, São Félix do Xingu, Bragança, Barcarena, Altamira, Tucuruí, Paragominas, Tailândia, Itaituba, Redenção, Capanema, Canaã dos Carajás, Benevides, Salinópolis',
  PB: 'João Pessoa, Campina Grande, Santa Rita, Patos, Bayeux, Sousa, Cabedelo, Cajazeiras, Guarabira, Sapé, Pombal',
  PE: 'Recife, Jaboatão dos Guararapes, Olinda, Caruaru, Petrolina, Paulista, Cabo de Santo Agostinho, Camaragibe, Garanhuns, Vitória de Santo Antão, Igarassu, São Lourenço da Mata, Santa Cruz do Capibaribe, Abreu e Lima, Ipojuca, Serra Talhada, Gravatá, Araripina, Goiana, Carpina, Belo Jardim, Arcoverde, Ouricuri, Surubim, Pesqueira, Salgueiro, Bezerros, Porto de Galinhas, Fernando de Noronha',
  PI: 'Teresina, Parnaíba, Picos, Piripiri, Floriano, Barras, Campo Maior, União',
  PR: 'Curitiba, Londrina, Maringá, Ponta Grossa, Cascavel, São José dos Pinhais, Foz do Iguaçu, Colombo, Guarapuava, Araucária, Toledo, Fazenda Rio Grande, Paranaguá, Campo Largo, Apucarana, Pinhais, Almirante Tamandaré, Arapongas, Piraquara, Umuarama, Cambé, Sarandi, Campo Mourão, Francisco Beltrão, Pato Branco, Paranavaí, Cianorte, Telêmaco Borba, Castro, Rolândia, Irati, União da Vitória, Marechal Cândido Rondon, Prudentópolis, Ibiporã, Cornélio Procópio, Palmas, Santo Antônio da Platina, Matinhos, Guaratuba, Medianeira, Jacarezinho, Lapa, Quatro Barras, Campina Grande do Sul, Dois Vizinhos, Bandeirantes, Palotina, Guaíra',
  RJ: 'Rio de Janeiro, São Gonçalo, Duque de Caxias, Nova Iguaçu, Niterói, Belford Roxo, Campos dos Goytacazes, São João de Meriti, Petrópolis, Volta Redonda, Macaé, Magé, Itaboraí, Cabo Frio, Maricá, Nova Friburgo, Barra Mansa, Angra dos Reis, Mesquita, Teresópolis, Rio das Ostras, Nilópolis, Queimados, Araruama, Resende, Itaguaí, São Pedro da Aldeia, Itaperuna, Japeri, Barra do Piraí, Saquarema, Seropédica, Três Rios, Valença, Cachoeiras de Macacu, Rio Bonito, Guapimirim, Paraty, Búzios, Armação dos Búzios, Arraial do Cabo, Paraíba do Sul, Casimiro de Abreu, Mangaratiba, Vassouras, Miguel Pereira',
  RN: 'Natal, Mossoró, Parnamirim, São Gonçalo do Amarante, Macaíba, Ceará-Mirim, Caicó, Açu, Currais Novos, Nova Cruz, Tibau do Sul, Extremoz',
  RO: 'Porto Velho, Ji-Paraná, Ariquemes, Vilhena, Cacoal, Rolim de Moura, Guajará-Mirim, Jaru',
  RR: 'Boa Vista, Rorainópolis, Caracaraí, Pacaraima',
  RS: 'Porto Alegre, Caxias do Sul, Canoas, Pelotas, Santa Maria, Gravataí, Viamão, Novo Hamburgo, São Leopoldo, Rio Grande, Alvorada, Passo Fundo, Sapucaia do Sul, Uruguaiana, Santa Cruz do Sul, Cachoeirinha, Bagé, Bento Gonçalves, Erechim, Guaíba, Cachoeira do Sul, Santana do Livramento, Esteio, Ijuí, Sapiranga, Santo Ângelo, Lajeado, Alegrete, Santa Rosa, Farroupilha, Venâncio Aires, Camaquã, Vacaria, Campo Bom, Montenegro, Carazinho, São Gabriel, São Borja, Cruz Alta, Taquara, Parobé, Tramandaí, Estância Velha, Osório, Canela, Gramado, Torres, Capão da Canoa, Panambi, Dom Pedrito, Garibaldi, Estrela, Frederico Westphalen, Nova Petrópolis, Igrejinha, Portão, Teutônia, Dois Irmãos, Ivoti, Marau, Flores da Cunha, Carlos Barbosa, Eldorado do Sul, Nova Santa Rita, Xangri-lá',
  SC: 'Florianópolis, Joinville, Blumenau, São José, Chapecó, Itajaí, Palhoça, Criciúma, Jaraguá do Sul, Lages, Balneário Camboriú, Brusque, Tubarão, São Bento do Sul, Camboriú, Caçador, Navegantes, Concórdia, Rio do Sul, Araranguá, Gaspar, Biguaçu, Indaial, Itapema, Mafra, Canoinhas, Içara, Videira, Xanxerê, Imbituba, São Francisco do Sul, Timbó, Laguna, Guaramirim, Penha, Curitibanos, Fraiburgo, Porto União, Tijucas, Barra Velha, São Miguel do Oeste, Joaçaba, Pomerode, Garopaba, Bombinhas, Campos Novos, Schroeder, Massaranduba, Rio Negrinho, Balneário Piçarras, Porto Belo, Urussanga, Orleans, Braço do Norte, Santo Amaro da Imperatriz, Urubici',
  SE: 'Aracaju, Nossa Senhora do Socorro, Lagarto, Itabaiana, São Cristóvão, Estância, Tobias Barreto, Barra dos Coqueiros',
  SP: 'São Paulo, Guarulhos, Campinas, São Bernardo do Campo, Santo André, Osasco, São José dos Campos, Ribeirão Preto, Sorocaba, Mauá, São José do Rio Preto, Santos, Mogi das Cruzes, Diadema, Jundiaí, Piracicaba, Carapicuíba, Bauru, Itaquaquecetuba, São Vicente, Franca, Praia Grande, Guarujá, Taubaté, Limeira, Suzano, Taboão da Serra, Sumaré, Barueri, Embu das Artes, São Carlos, Marília, Indaiatuba, Cotia, Americana, Jacareí, Araraquara, Itapevi, Presidente Prudente, Hortolândia, Rio Claro, Araçatuba, Ferraz de Vasconcelos, Santa Bárbara d’Oeste, Francisco Morato, Itapecerica da Serra, Itu, Bragança Paulista, Pindamonhangaba, Itapetininga, São Caetano do Sul, Franco da Rocha, Mogi Guaçu, Jaú, Botucatu, Atibaia, Araras, Santana de Parnaíba, Cubatão, Valinhos, Sertãozinho, Jandira, Ribeirão Pires, Birigui, Votorantim, Barretos, Várzea Paulista, Guaratinguetá, Catanduva, Tatuí, Caraguatatuba, Itatiba, Salto, Poá, Ourinhos, Paulínia, Assis, Leme, Itanhaém, Caieiras, Mairiporã, Votuporanga, São João da Boa Vista, Caçapava, Mogi Mirim, Ubatuba, Avaré, São Roque, Itapeva, Lorena, São Sebastião, Matão, Fernandópolis, Mococa, Arujá, Bebedouro, Cruzeiro, Campo Limpo Paulista, Peruíbe, Lins, Jaboticabal, Ibiúna, Itapira, Pirassununga, Nova Odessa, Bertioga, Vinhedo, Lençóis Paulista, Cajamar, Tupã, Penápolis, Amparo, Cosmópolis, Embu-Guaçu, Batatais, Andradina, Boituva, Registro, Jaguariúna, Ilhabela, Mongaguá, Monte Mor, Olímpia, Capivari, Itupeva, Porto Feliz, Louveira, Vargem Grande Paulista, Artur Nogueira, Campos do Jordão, Cabreúva, Dracena, Garça, Holambra, Serra Negra, Socorro, Águas de Lindóia, Brotas, Pedreira, Cerquilho, Tietê, Salto de Pirapora, Ituverava, Monte Alto, Presidente Venceslau, Adamantina, Jales, Santa Isabel, Guararema, Aparecida, Tremembé, Rio das Pedras, Conchal, Porto Ferreira, Descalvado, Ibaté, São Manuel, Piraju, Agudos',
  TO: 'Palmas, Araguaína, Gurupi, Porto Nacional, Paraíso do Tocantins, Colinas do Tocantins',
};

/** Cities abroad that customers write from or ask about, in the spellings of the three languages. */
const ABROAD =
  'Lisboa, Lisbon, Porto, Braga, Coimbra, Madrid, Barcelona, Valencia, Sevilla, Málaga, Bilbao, Zaragoza, Buenos Aires, Rosario, Mendoza, La Plata, Mar del Plata, Montevideo, Punta del Este, Asunción, Ciudad del Este, Santiago, Valparaíso, Viña del Mar, Lima, Cusco, Arequipa, La Paz, Santa Cruz de la Sierra, Quito, Guayaquil, Bogotá, Medellín, Cali, Barranquilla, Cartagena, Caracas, Ciudad de México, Guadalajara, Monterrey, Tijuana, Puebla, Cancún, San José, Panamá, Santo Domingo, La Habana, San Juan, New York, Los Angeles, Miami, Orlando, Chicago, Boston, Houston, Dallas, Austin, Seattle, San Francisco, San Diego, Atlanta, Denver, Phoenix, Philadelphia, Las Vegas, Washington, Toronto, Vancouver, Montreal, London, Manchester, Birmingham, Liverpool, Edinburgh, Glasgow, Dublin, Paris, Berlin, Munich, Rome, Milan, Amsterdam, Brussels, Zurich, Sydney, Melbourne, Dubai, Tokyo';

/** What Brazilians call some of them; such a name says the state as well. */
const NICKNAMES: Readonly<Record<string, readonly [city: string, state: string]>> = {
  bh: ['Belo Horizonte', 'MG'],
  belzonte: ['Belo Horizonte', 'MG'],
  beaga: ['Belo Horizonte', 'MG'],
  sampa: ['São Paulo', 'SP'],
  poa: ['Porto Alegre', 'RS'],
  floripa: ['Florianópolis', 'SC'],
  bsb: ['Brasília', 'DF'],
  cwb: ['Curitiba', 'PR'],

  bc: ['Balneário Camboriú', 'SC'],
  sjc: ['São José dos Campos', 'SP'],

  'rio preto': ['São José do Rio Preto', 'SP'],
  sbc: ['São Bernardo do Campo', 'SP'],
  'sao bernardo': ['São Bernardo do Campo', 'SP'],
  'sao caetano': ['São Caetano do Sul', 'SP'],
  jaboatao: ['Jaboatão dos Guararapes', 'PE'],
  caxias: ['Caxias do Sul', 'RS'],
  jampa: ['João Pessoa', 'PB'],

  jf: ['Juiz de Fora', 'MG'],
  rp: ['Ribeirão Preto', 'SP'],
};

/** Words, names or family names first, cities second: they count only where the sentence plainly speaks of a place. */
const AMBIGUOUS = new Set(
  `natal vitoria salvador santos serra franca palmas americana registro torres gramado patos campos colombo salto leme cruzeiro lorena
   assis formiga viana penha contagem canoas bonito paulista barreiras planaltina mesquita pinhais cascavel montenegro socorro
   pinheiro uniao barras estrela portao santana gama guara samambaia serrinha candeias horizonte trindade formosa alvorada lagarto estancia
   lapa castro toledo sorriso pedreira garca brotas machado mariana oliveira extrema passos salinas goiana valenca resende vassouras
   redencao braganca orleans gaspar laguna concordia caxias bc rp jf aparecida amparo penedo timon balsas picos floriano santiago porto lima cali
   cartagena washington braga anchieta russas tailandia patrocinio itu poa jau assu acu ico sape trindade guaiba jandira alphaville mineiros catalao
   primavera camboriu austin boston dallas sydney rosario mendoza valencia phoenix orlando jaru bandeirantes taquara osorio canela mafra`.split(
    /\s+/u,
  ),
);

/** A city as it is spelt, with the state that its name alone tells, and whether its name says something else as well. */
export type City = { name: string; state: string | null; ambiguous: boolean };

const keyOf = (name: string): string => fold(name).replace(/[’'-]/gu, ' ');

const CITIES = new Map<string, City>();
for (const name of ABROAD.split(', '))
  CITIES.set(keyOf(name), { name, state: null, ambiguous: AMBIGUOUS.has(keyOf(name)) });
for (const names of Object.values(BY_STATE))
  for (const name of names.split(', '))
    CITIES.set(keyOf(name), { name, state: null, ambiguous: AMBIGUOUS.has(keyOf(name)) });
for (const [key, [name, state]] of Object.entries(NICKNAMES))
  CITIES.set(key, { name, state: name === CITIES.get(key)?.name ? null : state, ambiguous: AMBIGUOUS.has(key) });
CITIES.set('rio', { name: 'Rio de Janeiro', state: null, ambiguous: true });

/** Most words of a city's name. */
const MAX_WORDS = 5;

/** The city that a list of folded words begins with, the longest first, and how many words it has. Pure. */
export const cityAt = (words: readonly string[]): { city: City; words: number } | null => {
  for (let length = Math.min(MAX_WORDS, words.length); length > 0; length--) {
    const city = CITIES.get(words.slice(0, length).join(' '));
    if (city !== undefined) return { city, words: length };
  }
  return null;
};

const STATE_NAMES =
  'AC Acre, AL Alagoas, AM Amazonas, AP Amapá, BA Bahia, CE Ceará, DF Distrito Federal, ES Espírito Santo, GO Goiás, MA Maranhão, MG Minas Gerais, MG Minas, MS Mato Grosso do Sul, MT Mato Grosso, PA Pará, PB Paraíba, PE Pernambuco, PI Piauí, PR Paraná, RJ Estado do Rio, RN Rio Grande do Norte, RO Rondônia, RR Roraima, RS Rio Grande do Sul, SC Santa Catarina, SE Sergipe, TO Tocantins';

/** The states of Brazil by folded name, and by their letters. */
export const STATES: ReadonlyMap<string, string> = new Map(
  STATE_NAMES.split(', ').map((line) => [fold(line.slice(3)), line.slice(0, 2)]),
);
export const STATE_LETTERS: ReadonlySet<string> = new Set(Object.keys(BY_STATE));
