/** 'property' → 'Property' */
export const capital = (word: string): string => word[0].toUpperCase() + word.slice(1);

/** 'Intercom' → 'an Intercom' */
export const withArticle = (label: string): string => `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`;
