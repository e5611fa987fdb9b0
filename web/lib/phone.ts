/** E.164 as people write it; only Brazilian numbers are known here, for everything else comes formatted from the server. */
export const formatPhone = (e164: string): string => e164.replace(/^\+55(\d{2})(\d{4,5})(\d{4})$/u, '+55 ($1) $2-$3');
