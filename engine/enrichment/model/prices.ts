import type { Usage } from '../types';

/** US dollars per million tokens, as the user's contract has them. */
export interface TokenPrices {
	input: number;
	output: number;
}

const MILLION = 1_000_000;

/** What a completion has cost. */
export const usageOf = (
	input: number,
	output: number,
	prices: TokenPrices | undefined,
): Pick<Usage, 'tokens' | 'cost'> => ({
	tokens: input + output,
	cost: prices === undefined ? 0 : (input * prices.input + output * prices.output) / MILLION,
});

/** Text in tokens, rather too many than too few: for checking a budget before the call. */
export const estimatedTokens = (text: string): number => Math.ceil(text.length / 3);
