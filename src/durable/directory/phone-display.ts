import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A phone for people: `(11) 98765-4321` in Brazil, `+351 912 345 678` elsewhere; as it came when nobody knows the plan. */
export const displayPhone = (e164: string): string => {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return e164;
  return parsed.countryCallingCode === '55' ? parsed.formatNational() : parsed.formatInternational();
};
