/** The time zones of Brazil in the IANA database, as their cities and states are written; the most peopled first. */
const BRAZIL: Readonly<Record<string, string>> = {
  'America/Sao_Paulo': 'São Paulo',
  'America/Bahia': 'Bahia',
  'America/Fortaleza': 'Fortaleza',
  'America/Recife': 'Recife',
  'America/Belem': 'Belém',
  'America/Manaus': 'Manaus',
  'America/Cuiaba': 'Cuiabá',
  'America/Campo_Grande': 'Campo Grande',
  'America/Maceio': 'Maceió',
  'America/Porto_Velho': 'Porto Velho',
  'America/Araguaina': 'Araguaína',
  'America/Santarem': 'Santarém',
  'America/Rio_Branco': 'Rio Branco',
  'America/Boa_Vista': 'Boa Vista',
  'America/Eirunepe': 'Eirunepé',
  'America/Noronha': 'Fernando de Noronha',
};

type Zone = { id: string; name: string };

/** The zones to choose from: Brazil's, and all that this browser knows. The one that is chosen is always among them. */
export const zonesWith = (chosen: string): { brazil: Zone[]; others: Zone[] } => {
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !(zone in BRAZIL));
  if (!(chosen in BRAZIL) && !others.includes(chosen)) others.unshift(chosen);
  return {
    brazil: Object.entries(BRAZIL).map(([id, name]) => ({ id, name })),
    others: others.map((id) => ({ id, name: id.replaceAll('_', ' ') })),
  };
};
