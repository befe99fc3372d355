import type { Lexicon } from './lexicon';

/**
 * What a title's words say of seniority. Phrases that contain a word of another category stand here to take it away:
 * a product owner owns nothing, an account manager leads nobody. `helper` marks those who work for somebody whose
 * rank the title names.
 */
export type SeniorityWord =
	| 'junior'
	| 'helper'
	| 'founder'
	| 'cLevel'
	| 'vp'
	| 'director'
	| 'manager'
	| 'senior'
	| 'staff';

/** Those who lead something smaller than a department: 'Teamleiter', 'Teamleiterin', 'Teamleitung'. */
const leading = (...stems: string[]): string =>
	stems.flatMap((stem) => ['leiter', 'leiterin', 'leitung'].map((ending) => `*${stem}${ending}`)).join(';');

export const SENIORITY_WORDS: Lexicon<SeniorityWord> = {
	junior: `
		intern; interns; internship; trainee; junior; jr; apprentice; graduate; working student; student assistant;
		praktikant*; werkstudent*; azubi*; auszubildende*; volontar*; lehrling; *praktikant; *praktikantin; *trainee; duales studium;
		stagiaire; stage; apprenti; apprentie; alternant; alternante; alternance;
		becario; becaria; pasante; practicante; aprendiz; en practicas; en formacion;
		estagiario; estagiaria; estagio; jovem aprendiz; menor aprendiz;
		student; studentin; studentische; masterand; masterandin; etudiant; etudiante; estudiante; estudante`,
	helper: `
		assistant; executive assistant; personal assistant; administrative assistant; assistant to; secretary; pa to; ea to;
		assistent; assistentin; *assistent; *assistentin; *assistenz; assistenz; sekretar; sekretarin; *sekretarin; *sekretar; sekretariat*; *sekretariat;
		referent; referentin; *referent; *referentin; *sachbearbeiter; *sachbearbeiterin; *mitarbeiter; *mitarbeiterin;
		assistante; secretaire; adjoint administratif; adjointe administrative;
		asistente; asistenta; secretaria; secretario; auxiliar; asistente de direccion;
		assistente; auxiliar administrativo`,
	founder: `
		founder; cofounder; co founder; founding partner; owner; co owner; business owner; proprietor; self employed; entrepreneur; freelancer; sole trader;
		inhaber; inhaberin; *inhaber; *inhaberin; mitinhaber*; grunder; grunderin; mitgrunder*; firmengrunder*; geschaftsfuhrende gesellschafter*;
		geschaftsfuhrender gesellschafter; geschaftsfuhrer gesellschafter; gesellschafter; gesellschafterin; selbststandig*; freiberufl*; unternehmer; unternehmerin; eigentumer*;
		fondateur; fondatrice; cofondateur; cofondatrice; co fondateur; co fondatrice; gerant; gerante; proprietaire; patron; patronne; auto entrepreneur; entrepreneuse; dirigeant fondateur;
		fundador; fundadora; cofundador; cofundadora; co fundador; co fundadora; propietario; propietaria; dueno; duena; socio fundador; socia fundadora; autonomo; empresario; empresaria; emprendedor; emprendedora;
		cofundador; socio proprietario; socia proprietaria; proprietario; proprietaria; dono; dona; empreendedor; empreendedora; socio administrador; socia administradora; socio gerente;
		chef d entreprise; cheffe d entreprise`,
	cLevel: `
		chief * officer; chief * * officer; chief * * * officer; chief executive; ceo; cto; cfo; coo; cmo; cio; cpo; cro; cso; chro; ciso; cdo; cco; clo; cxo; c level;
		president; chairman; chairwoman; chair; chairperson; managing director; general counsel; board member; member of the board; board of directors; non executive director; executive director; executive chairman; managing partner; senior partner; partner; mayor; group managing director; secretary general;
		geschaftsfuhr*; vorstand; vorstandin; vorstand*; *vorstand; *vorstandin; vorstandsvorsitz*; *vorsitzender; *vorsitzende; generaldirektor*; hauptgeschaftsfuhr*; aufsichtsrat*; beirat; verwaltungsrat*; *burgermeister; *burgermeisterin; generalbevollmachtigt*;
		president directeur general; presidente directrice generale; pdg; dg; directeur general; directrice generale; directeur general adjoint; directrice generale adjointe; dga; presidente; administrateur; administratrice; membre du directoire; membre du conseil; associe; associee; associe gerant; maire; dirigeant; dirigeante; directeur executif; directrice executive; president;
		director general; directora general; director ejecutivo; directora ejecutiva; consejero delegado; consejera delegada; gerente general; presidente ejecutivo; presidenta; consejero; consejera; administrador unico; administradora unica; socio director; socia directora; socio; socia; alcalde; alcaldesa; miembro del consejo;
		diretor geral; diretora geral; diretor presidente; diretora presidente; diretor executivo; diretora executiva; presidente do conselho; conselheiro; conselheira; membro do conselho; administrador; administradora; administrador delegado; superintendente geral; prefeito; prefeita; vereador;
		*geschaftsleiter; *geschaftsleiterin; *geschaftsleitung; vocal del consejo`,
	vp: `
		vp; svp; evp; avp; rvp; gvp; vice president; vice presidente; vice presidenta; vicepresident*; vice presidence; senior vp; executive vp; assistant vice president; associate vice president; vizeprasident*;
		vice presidente executivo; vice president executif`,
	director: `
		director; directors; head of; head; global head; dean; superintendent; assistant director; deputy director; associate director; general manager; country manager; regional general manager; principal investigator;
		leiter; leiterin; *leiter; *leiterin; leitung; *leitung; direktor; direktorin; *direktor; *direktorin; prokurist; prokuristin; chefarzt; chefarztin; chefredakteur*;
		directeur; directrice; dir; directeur adjoint; directrice adjointe; sous directeur; drh; dsi; daf; raf; dircom; doyen; doyenne; redacteur en chef;
		directora; subdirector; subdirectora; decano; decana; redactor jefe;
		diretor; diretora; director adjunto; superintendente; diretoria; reitor; reitora;
		school principal`,
	manager: `
		manager; managers; supervisor; team lead; team leader; teamlead; group lead; group leader; shift lead*; foreman; forewoman; coordinator lead; chief of staff; head nurse; store manager; branch manager; project lead; scrum master; superviser; captain; engineering lead; people lead; principal of; headteacher; head teacher; line lead; crew lead; lead hand; assistant manager; deputy manager; project manager; program manager; programme manager;
		${leading('team', 'gruppen', 'projekt', 'schicht', 'filial', 'markt', 'lager', 'bau', 'kuchen', 'stations', 'objekt', 'einsatz', 'buro')};
		${leading('sachgebiets', 'referats', 'unterabteilungs', 'store')}; schichtfuhr*; meister; meisterin; *meister; *meisterin; vorarbeiter*; polier; kuchenchef*; teamkoordinat*; projektmanager; projektmanagerin; *manager; *managerin;
		responsable; chef; cheffe; chef de projet; cheffe de projet; chef d equipe; cheffe d equipe; chef de service; cheffe de service; chef d atelier; contremaitre; superviseur; superviseuse; coordinateur; coordinatrice; coordonnateur; coordonnatrice; encadrant; manageur; manageuse;
		jefe; jefa; gerente; coordinador; coordinadora; encargado; encargada; supervisora; capataz; lider de equipo; jefe de equipo; team leader;
		chefe; gestor; gestora; coordenador; coordenadora; encarregado; encarregada; lider; lider de equipe; mestre de obras; gerente;
		head chef; managing editor`,
	senior: `
		senior; sr; snr; principal; lead; staff engineer; staff software; staff developer; distinguished; fellow; expert; tech lead; technical lead; lead engineer; lead developer; specialist iii; iii; iv;
		oberarzt*; leitender; leitende; experte; expertin; chefingenieur*;
		confirme; confirmee; referent technique; expert*;
		experto; experta; pleno senior; especialista senior; especialista sr;
		medico chefe`,
	staff: `
		office manager; product owner; process owner; data owner; account manager; key account manager; account managers; key account manager*; keyaccountmanager*; accountmanager*; product manager; produktmanager; produktmanagerin; *produktmanager; *produktmanagerin; technical account manager; customer success manager; community manager; social media manager; case manager; content manager; category manager; brand manager; partner manager; channel manager; relationship manager; territory manager; account director; area sales manager; customer relationship manager; contract manager; kundenmanager*; bid manager; event manager; eventmanager*;
		business partner; hr business partner; hrbp; finance business partner; partner marketing; partner sales; channel partner; managing consultant; lead generation; lead gen; leadership development; sales lead generation; president s office; executive search; head hunter; headhunter;
		database administrator; system administrator; systems administrator; administrator; principal s office;
		chef de produit; cheffe de produit; chef de rang; chef de partie; chef de cuisine; chef de rayon; charge d affaires; sous chef; administrateur systeme; administrateur systemes; administrateur reseau; administrateur reseaux; administrateur de bases; administrateur base; administrateur des ventes; administratrice des ventes; associe commercial; responsable de compte; responsable de comptes; responsable de clientele;
		administrador de sistemas; administradora de sistemas; administrador de base; administrador de bases; administrador de redes; administrador de red; ejecutivo de cuentas; jefe de producto; jefa de producto; gestor de cuentas; gestora de cuentas; gestor de clientes;
		administrador de sistema; administrador de banco; gerente de contas; gerente de conta; gestor de contas; dona de casa; gestor de trafego; socio torcedor;
		hausmeister; hausmeisterin; expert comptable; experte comptable`,
};
