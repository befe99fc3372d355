export { renderPage } from './page';
export { drawPicture } from './picture';
export { verdictOf, type ReportProblem } from './words';
