import { asProperties, DARK, LIGHT } from './palette';

/** No fonts, pictures or scripts from anywhere: the page is one file. */
export const STYLES = `
:root{color-scheme:light dark;${asProperties(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${asProperties(DARK)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:32px 20px 56px}
header p,.muted,.trend{color:var(--muted)}
h1{font-size:30px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:20px;margin:0 0 4px}
h3{font-size:17px;margin:0;overflow-wrap:anywhere}
p{margin:0}
header{margin-bottom:20px}
.eyebrow{font-size:13px;letter-spacing:.06em;text-transform:uppercase;margin-bottom:6px}
section,.sync{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px 22px;margin-top:16px}
.problems{border-left:6px solid var(--failed)}
.problems.warning{border-left-color:var(--stopped)}
.well{border-left:6px solid var(--completed)}
.problems ul{list-style:none;margin:10px 0 0;padding:0}
.problems li{padding:10px 0;border-top:1px solid var(--line);display:grid;grid-template-columns:86px 1fr;gap:0 12px}
.problems li p{overflow-wrap:anywhere}
.problems li p+p{color:var(--muted);font-size:.91em;grid-column:2}
.tag{font-size:12.5px;font-weight:650;border:1.5px solid currentColor;border-radius:99px;padding:1px 9px;white-space:nowrap;align-self:start;justify-self:start}
.tag.bad{color:var(--failed)}.tag.warning{color:var(--ink);border-color:var(--stopped)}.tag.good{color:var(--completed)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(158px,1fr));gap:12px;margin-top:16px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.tile b{display:block;font-size:27px;line-height:1.25;font-weight:650}
.tile span{font-size:14px}
.tile .trend{display:block;font-size:13px}
.chart{overflow-x:auto;margin-top:10px}
.chart svg{display:block;width:100%;height:auto;min-width:560px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:14px;color:var(--muted)}
.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:7px;vertical-align:-1px}
.legend i.hatched{background-image:repeating-linear-gradient(45deg,transparent 0 3px,var(--card) 3px 4.5px)}
.sync{break-inside:avoid}
.syncs{background:none;border:0;padding:0;margin-top:28px}
.sync .head{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;justify-content:space-between}
.sync .sub{color:var(--muted);font-size:14px;overflow-wrap:anywhere}
.strip{margin:14px 0 2px}
.strip svg{display:block;width:100%;height:30px}
.ends{display:flex;justify-content:space-between;font-size:12.5px;color:var(--muted)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(215px,1fr));gap:10px 20px;margin:14px 0 0}
dt{font-size:13px;color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
.last{margin-top:12px;font-size:14.5px;overflow-wrap:anywhere}
details{margin-top:12px;font-size:14px}
summary{cursor:pointer;color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-top:8px}
th,td{text-align:right;padding:5px 10px;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:90px}
thead th{color:var(--muted);font-weight:600}
footer{margin-top:24px;font-size:13.5px;color:var(--muted)}
footer p+p{margin-top:6px}
:focus-visible{outline:2px solid var(--created);outline-offset:2px}
@media (max-width:560px){.problems li{grid-template-columns:1fr}.problems li p+p{grid-column:1}main{padding:20px 12px}}
@media print{
:root{${asProperties({ ...LIGHT, ground: '#ffffff' })};color-scheme:light}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
body{font-size:12.5px}
.tiles{grid-template-columns:repeat(6,1fr)}.tile{padding:10px}.tile b{font-size:20px}.tile span,.tile .trend{font-size:10.5px}
.legend,details,.sync .sub,dt{font-size:11px}
section,.tile{break-inside:avoid}
.chart svg{min-width:0}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none}
}
`;
