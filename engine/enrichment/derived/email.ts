import { createRequire } from 'node:module';
import { domainOfEmail, parseWebAddress } from '../../mapping/values/hostname';
import { memo } from '../memo';
import { ROLE_WORDS } from './roleWords';

/** What an address tells by itself; nothing is looked up. */
export interface EmailReading {
	valid: boolean;
	/** Trimmed, without 'mailto:', its domain in lower case. Absent when it is not valid. */
	address?: string;
	/** Lower case, ASCII. */
	domain?: string;
	/** How sure it is that the domain is a provider of private mailboxes, 0 to 1. */
	free: number;
	disposable: boolean;
	/** How sure it is that the address is a team's, 0 to 1. */
	role: number;
}

const LONGEST = 254;
/** RFC 5321 without quoted names and addresses in brackets, which no business uses. */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** Set apart for examples and tests (RFC 2606, RFC 6761): nobody's mailboxes, whatever a list says. */
const RESERVED = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/;

/** A provider that is on every list, and one that is only on the long one, which has some companies too. */
const SURELY_FREE = 1;
const LISTED_AS_FREE = 0.75;

let lists: { free: ReadonlySet<string>; disposable: ReadonlySet<string> } | undefined;

/** The lists have 9,000 domains each and take about 2 MB: they are loaded with the first address. */
function domainLists() {
	if (lists !== undefined) return lists;
	const load = createRequire(__filename);
	const { disposableEmailBlocklistSet } = load('disposable-email-domains-js') as {
		disposableEmailBlocklistSet(): Set<string>;
	};
	lists = {
		free: new Set(load('email-providers/all.json') as string[]),
		disposable: disposableEmailBlocklistSet(),
	};
	return lists;
}

/** Reads an e-mail address. Pure; never throws. */
export function readEmail(text: string): EmailReading {
	const invalid: EmailReading = { valid: false, free: 0, disposable: false, role: 0 };
	const address = text.length > 1_000 ? '' : text.trim().replace(/^mailto:/i, '');
	const at = address.lastIndexOf('@');
	const local = address.slice(0, Math.max(at, 0));
	if (at < 1 || at > 64 || address.length > LONGEST || !LOCAL.test(local)) return invalid;
	const host = readHost(address.slice(at + 1).toLowerCase());
	if (host === undefined) return invalid;
	const { domain, free, disposable, name } = host;
	return { valid: true, address: `${local}@${name}`, domain, free, disposable, role: roleAddress(local) };
}

/** What follows the @; many leads share one. */
const readHost = memo(10_000, LONGEST, (name) => {
	// A host name only: no path, port or user.
	const domain = /^[\p{L}\p{M}\p{N}.-]+$/u.test(name) && !name.endsWith('.') ? parseWebAddress(name)?.host : undefined;
	if (domain === undefined) return undefined;
	return { name, domain, free: freeMail(domain), disposable: isListed(domainLists().disposable, domain) };
});

function freeMail(domain: string): number {
	if (RESERVED.test(domain)) return 0;
	if (domainOfEmail(`pat@${domain}`) === undefined) return SURELY_FREE;
	return domainLists().free.has(domain) ? LISTED_AS_FREE : 0;
}

/** The domain itself or one that it is part of: throw-away services give out subdomains. */
function isListed(list: ReadonlySet<string>, domain: string): boolean {
	for (let rest = domain; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
		if (list.has(rest)) return true;
	}
	return false;
}

/** 'info', 'sales-emea', 'support2': the first word decides; with others beside it, it could still be a name. */
function roleAddress(local: string): number {
	const plain = /^[!-~]*$/.test(local) ? local : local.normalize('NFD').replace(/\p{M}/gu, '');
	const [first, ...others] = plain
		.toLowerCase()
		.split(/[._+-]|(?<=\D)(?=\d)/)
		.filter((word) => word !== '');
	const whole = [first, ...others].join('');
	if (ROLE_WORDS.has(whole)) return 0.98;
	return ROLE_WORDS.has(first) ? 0.8 : 0;
}
