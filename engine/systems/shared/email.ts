/** Something before the @, a domain of host-name characters (any alphabet) with a dot after it, no spaces. */
const EMAIL = /^[^\s@]+@[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)+$/u;

/** False for what no vendor takes for an e-mail address; each refuses more than is known here. */
export const mayBeEmail = (text: string): boolean => EMAIL.test(text.trim());
