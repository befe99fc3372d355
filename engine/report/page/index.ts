export { renderPage } from './page';
export { drawPicture } from './picture';
export { asPng } from './png';
export { verdictOf, type ReportProblem } from './words';
