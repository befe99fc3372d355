/** The first part of addresses that belong to a team, a function or a machine, in the five languages. */
export const ROLE_WORDS: ReadonlySet<string> = new Set(
	`abuse accounting accounts admin administration administrator ads advertising affiliate alerts all billing board booking bookings
	bounce bounces business careers career clients compliance contact contactus contracts corporate crew customercare customers customerservice
	data dataprotection dev developers devops dispatch donotreply editor editorial education email enquiries enquiry events everyone
	facilities feedback finance fraud frontdesk gdpr general group hello help helpdesk hostmaster hr info information inquiries inquiry international
	investor investors invoice invoices invoicing ir it itsupport jobs legal list logistics mail mailer mailerdaemon mailbox management manager marketing media
	members membership news newsletter nobody noreply noc notification notifications office online operations ops order orders orderdesk
	partner partners partnership payable payments payroll people postmaster pr press privacy procurement production projects purchase purchases purchasing quality
	reception recruiting recruitment registration returns root sales salesteam secretary security seo service services shipping shop spam staff store subscribe support
	supportteam sysadmin talent tax team tech technical technik test training travel unsubscribe uucp vendor vendors warehouse web webmaster welcome
	anfrage anfragen ausbildung bestellung bestellungen bewerbung bewerbungen buchhaltung buero buro datenschutz einkauf empfang gf geschaeftsfuehrung geschaftsfuhrung
	impressum kanzlei karriere kontakt kundendienst kundenservice lager leitung lieferanten personal personalabteilung poststelle praxis presse produktion qm rechnung rechnungen
	redaktion rezeption sekretariat technik termin verkauf versand vertrieb verwaltung werkstatt zentrale
	accueil achat achats administratif agence bonjour bureau candidature candidatures client clientele commande commandes commercial communication compta
	comptabilite direction factures formation juridique livraison magasin mairie presse qualite recrutement reservation rh sav secretariat serviceclient siege ventes
	administracion almacen atencion atencionalcliente ayuda calidad clientes comercial compras comunicacion consultas contabilidad contacto correo empleo facturacion
	facturas formacion gerencia hola informacion informes legal logistica oficina pedidos prensa produccion proveedores recepcion reservas rrhh seguridad
	secretaria soporte tienda ventas
	atendimento cobranca compras comunicacao contabilidade contato diretoria duvidas faturamento financeiro fiscal geral imprensa juridico loja marketing
	ouvidoria pedidos producao qualidade recepcao recursoshumanos reservas sac suporte vagas vendas`
		.split(/\s+/)
		.filter((word) => word !== ''),
);
