const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/** Sites on which many companies have a page: such an address says nothing about the company's own domain. */
const SHARED_SITES = new Set([
	'facebook.com',
	'github.com',
	'instagram.com',
	'linkedin.com',
	'linktr.ee',
	'medium.com',
	'sites.google.com',
	'threads.net',
	'tiktok.com',
	'twitter.com',
	'x.com',
	'xing.com',
	'yelp.com',
	'youtube.com',
]);

/** Providers of private mailboxes: their domain is nobody's company. */
const MAILBOX_PROVIDERS = new Set([
	'aol.com',
	'bigpond.com',
	'btinternet.com',
	'comcast.net',
	'fastmail.com',
	'free.fr',
	'gmail.com',
	'gmx.at',
	'gmx.ch',
	'gmx.com',
	'gmx.de',
	'gmx.net',
	'googlemail.com',
	'hotmail.co.uk',
	'hotmail.com',
	'hotmail.fr',
	'icloud.com',
	'laposte.net',
	'libero.it',
	'live.com',
	'mac.com',
	'mail.com',
	'mail.ru',
	'me.com',
	'msn.com',
	'naver.com',
	'orange.fr',
	'outlook.com',
	'outlook.de',
	'outlook.fr',
	'proton.me',
	'protonmail.com',
	'qq.com',
	'rediffmail.com',
	'rocketmail.com',
	't-online.de',
	'verizon.net',
	'wanadoo.fr',
	'web.de',
	'yahoo.co.in',
	'yahoo.co.jp',
	'yahoo.co.uk',
	'yahoo.com',
	'yahoo.de',
	'yahoo.fr',
	'yandex.ru',
	'ymail.com',
	'zoho.com',
	'163.com',
	'126.com',
]);

/** Host name of a public web site, lower case, international names in their ASCII form; undefined when it is none. */
function publicHost(host: string): string | undefined {
	const name = host.toLowerCase().replace(/\.$/, '');
	const labels = name.split('.');
	if (name.length > 253 || labels.length < 2) return undefined;
	if (!labels.every((label) => LABEL.test(label)) || !TOP_LEVEL.test(labels[labels.length - 1])) return undefined;
	return name;
}

/**
 * Reads a web address with or without its scheme. Of a list ('a.example, b.example') the first counts.
 *
 * @returns undefined for anything but http and https on a public host name (so for 'n/a', IP addresses, 'localhost')
 */
export function parseWebAddress(text: string): { url: URL; host: string } | undefined {
	if (text.length > 4096) return undefined;
	const [first = ''] = text.trim().split(/[\s,;|]+/, 1);
	// 'mailto:…', 'tel:…', but not a port.
	if (/^[a-z][a-z0-9+.-]*:(?!\/\/|\d)/i.test(first)) return undefined;
	const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(first) ? first : `http://${first.replace(/^\/+/, '')}`;
	if (!URL.canParse(address)) return undefined;
	const url = new URL(address);
	const host = publicHost(url.hostname);
	return host === undefined || !/^https?:$/.test(url.protocol) ? undefined : { url, host };
}

const withoutWww = (host: string): string => (/^www\.[^.]+\../.test(host) ? host.slice(4) : host);

/**
 * The domain of a web address as HubSpot keeps it for a company: the host name without 'www.'.
 * Other subdomains stay: they often tell companies apart ('north.example.org').
 *
 * @returns undefined when there is none, or when it is a page on a site that many companies share
 */
export function domainOfWebAddress(text: string): string | undefined {
	const address = parseWebAddress(text);
	if (address === undefined) return undefined;
	const domain = withoutWww(address.host);
	const isPage = address.url.pathname !== '/' || domain === 'sites.google.com';
	return SHARED_SITES.has(domain) && isPage ? undefined : domain;
}

/** The domain of an e-mail address; undefined when there is none or when it belongs to a provider of private mailboxes. */
export function domainOfEmail(text: string): string | undefined {
	const at = text.lastIndexOf('@');
	if (at < 1 || text.length - at > 256) return undefined;
	const domain = parseWebAddress(text.slice(at + 1).replace(/[>\s]+$/, ''))?.host;
	return domain === undefined || MAILBOX_PROVIDERS.has(domain) ? undefined : domain;
}
